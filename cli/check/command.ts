import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';
import type { CheckFlags } from './run-check';

const HELP = `
Does the work of the weekly check on this machine, with your credentials: they need s3:ListBucket and
s3:ListBucketVersions on the bucket, s3:ListBucket on the replica, and s3:GetObject if there is one. With source
sidecars they also need s3:GetObject on the metadata files and kms:Decrypt on the recordings key, which the roles in
readers have. With source api, the vendor's credentials are read as by callvault connect, or else from the store's secret. A check that was interrupted continues if it is run again within a day.

Exit codes: 0 the bucket matches the vendor's recording list, 6 it does not, 2 invalid input, 5 AWS or the vendor refused.`;

/** `callvault check <stack>` */
export function checkCommand(): Command {
  return defineStoreCommand<CheckFlags>('check', async ({ found, flags, env, onProgress }) => {
    const [{ runCheck }, { renderReport }] = await Promise.all([
      import('./run-check'),
      import('./render'),
    ]);
    const report = await runCheck(found, { ...flags, env, onProgress });
    return {
      text: renderReport(report),
      json: report,
      code: report.total > 0 ? EXIT.findings : EXIT.ok,
    };
  })
    .description("Compare a store's bucket with the vendor's recording list.")
    .option('--from <day>', 'first day in UTC, e.g. 2026-11-01; integrity.days ago by default')
    .option('--to <day>', 'last day in UTC; today by default')
    .option('--manifest <file>', "JSON lines to use instead of the vendor's recording list")
    .addHelpText('after', HELP);
}
