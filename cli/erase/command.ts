import { type Command, Option } from 'commander';
import { defineStoreCommand } from '../command';
import type { EraseFlags } from './erase';

const HELP = `
Erases all versions, delete markers and metadata files of recordings and their incomplete uploads, in the bucket and its
replica, on all paths. Without --yes it shows what it would erase. What Object Lock or a legal hold protects is kept, with
its date. S3 Batch Operations cannot delete versions, so there is no --batch. The evidence (what, when, by whom, why, digests) is in the bucket of reports. It can be interrupted and run again.
docs/erase.md has the form of manifests, the policy that is needed, and what remains elsewhere.

Exit codes: 0 done, or nothing to do, 6 it needs --yes, 3 some are kept or left, 2 invalid input, 5 AWS refused.`;

/** `callvault erase <stack>` */
export function eraseCommand(): Command {
  return defineStoreCommand<EraseFlags>('erase', async ({ found, flags, onProgress }) => {
    const [{ eraseRecordings }, { renderErased }] = await Promise.all([
      import('./erase'),
      import('./render'),
    ]);
    return renderErased(await eraseRecordings(found, { flags, onProgress, now: Date.now() }));
  })
    .description("Erase a person's recordings for good, with evidence.")
    .option('--manifest <file>', 'CSV with a column conversation, recording or key')
    .option('--conversation <id...>', 'ids of conversations')
    .option('--recording <id...>', 'ids of recordings')
    .option('--key <key...>', 'keys; their metadata files are erased too')
    .option('--reason <text>', 'why; part of the evidence')
    .option('--yes', 'erase')
    .addOption(new Option('--batch').hideHelp())
    .addHelpText('after', HELP);
}
