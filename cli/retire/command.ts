import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';

const HELP = `
Lists all versions in the bucket of a retired store, and in its replica. It says how many are left, until when they are
readable, by which day the lifecycle has deleted them, and what to do next. It changes nothing. Your credentials need
s3:ListBucketVersions, s3:ListBucketMultipartUploads, s3:GetLifecycleConfiguration and s3:GetBucketPolicy, and s3:ListBucket for
the register of holds in the bucket of reports.

A store is retired by its setting retire: { since, reason }; see docs/retire.md. Of a store in use whose replication or check
is switched off by off: { since, reason }, it reports what is left of that.

Exit codes: 0 nothing is left, 6 something is left, or the setting is not deployed, 2 invalid input, or nothing is retired
or switched off, 5 AWS refused.`;

/** `callvault retire <stack>` */
export function retireCommand(): Command {
  return defineStoreCommand('retire', async ({ found, onProgress }) => {
    const [{ reportRetirement }, { renderRetirement }, { renderOff, reportOff }] =
      await Promise.all([import('./retire'), import('./render'), import('./off')]);
    if (!found.store.settings.retire) {
      const parts = await reportOff(found, onProgress);
      const isOpen = parts.some(({ state }) => state === 'remaining');
      if (parts.length > 0) {
        return {
          text: renderOff(found.store.id, parts),
          json: { stack: found.store.id, parts },
          code: isOpen ? EXIT.findings : EXIT.ok,
        };
      }
    }
    const retirement = await reportRetirement(found, onProgress);
    return {
      text: renderRetirement(retirement),
      json: retirement,
      code: ['empty', 'gone'].includes(retirement.state) ? EXIT.ok : EXIT.findings,
    };
  })
    .description('Report how much of a retired store is left, and until when.')
    .addHelpText('after', HELP);
}
