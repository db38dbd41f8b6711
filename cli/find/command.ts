import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import type { FindFlags } from './find';

const HELP = `
Looks in the bucket and its replica, on the current path, previous paths and additional folders, for versions and delete
markers. For each it says whether it can be read, and until when it is readable, recoverable, locked and held. A search by
an id asks for each day since the oldest recording; --from and --to make it faster. It needs s3:ListBucketVersions,
s3:ListBucket, s3:GetLifecycleConfiguration, s3:GetObjectVersion, s3:GetObjectRetention and s3:GetObjectLegalHold on both
buckets, and s3:ListBucket on the bucket of reports to name the cases that hold a version; docs/find.md has the policy.

Exit codes: 0 found, 6 nothing was found, 2 invalid input, 5 AWS refused.`;

/** `callvault find <stack>` */
export function findCommand(): Command {
  return defineStoreCommand<FindFlags>('find', async ({ found, flags, onProgress }) => {
    const [{ find }, { renderFound }] = await Promise.all([import('./find'), import('./render')]);
    return renderFound(await find(found, { flags, onProgress, now: Date.now() }));
  })
    .description('Find recordings: all their versions and copies, and until when they exist.')
    .option('--conversation <id>', 'id of a conversation')
    .option('--recording <id>', 'id of a recording')
    .option('--key <key>', 'a key; its metadata file is found too')
    .option('--from <day>', 'first day in UTC, by the folder or else by the upload')
    .option('--to <day>', 'last day in UTC; today by default')
    .option('--out <file>', 'write every version to this file, as JSON lines')
    .addHelpText('after', HELP);
}
