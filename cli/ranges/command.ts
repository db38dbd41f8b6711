import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import { EXIT } from '../exit';
import type { UpdatedRanges } from './refresh';

const HELP = `
Reads the outbound ranges of the vendor's region, merges them, and writes them into the store's
sourceIp.cidrs; comments and everything else in the file stay. With --from api, the vendor's credentials are
read as by callvault connect.

Exit codes: 0 no changes, 6 changes, 2 invalid input, 5 the vendor refused.`;

interface Flags {
  readonly from: string;
  readonly service?: string[];
  readonly dryRun?: boolean;
}

/** `callvault ranges <stack>` */
export function rangesCommand(): Command {
  return defineStoreCommand<Flags>('ranges', async ({ found, files, flags, env }) => {
    const { updateRanges } = await import('./refresh');
    const { from, service: services, dryRun } = flags;
    const ranges = await updateRanges({ found, files, from, services, env, dryRun });
    const { file, added, removed, written } = ranges;
    const changed = added.length + removed.length > 0;
    return {
      text: render(ranges),
      json: { file, added, removed, written },
      code: changed ? EXIT.findings : EXIT.ok,
    };
  })
    .description("Update a store's address ranges to those its vendor publishes.")
    .option('--from <source>', 'api, an https address, or a file', 'api')
    .option('--service <name...>', "the vendor's services to keep; all by default")
    .option('--dry-run', 'show what would change, and write nothing')
    .addHelpText('after', HELP);
}

function render({ file, added, removed, written }: UpdatedRanges): string {
  if (added.length + removed.length === 0) return `${file}: the ranges are up to date.`;
  return [
    `${file}: ${written ? 'written' : 'not written'}`,
    ...added.map((range) => `  + ${range}`),
    ...removed.map((range) => `  - ${range}`),
  ].join('\n');
}
