import { Command } from 'commander';
import * as fs from 'node:fs';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { findVendor } from '../../config/resolve';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { type Edited, editRanges } from './edit';
import { applicableRanges, parseFeed } from './feed';
import { readFeed } from './source';

/** What {@link refreshRanges} needs to know. */
export interface RangesOptions {
  /** Id of the store's stack. */
  readonly id: string;
  /** All environment files. */
  readonly files: readonly EnvironmentFile[];
  /** `api`, an https address, or a file. */
  readonly from: string;
  /** Services of the vendor to keep. @default - all */
  readonly services?: readonly string[] | undefined;
  /** Where credentials are. */
  readonly env: NodeJS.ProcessEnv;
  /** Address of a local server instead of the vendor's API. @default - the vendor's own */
  readonly local?: string;
}

/** What came of it: the file as it should be. */
export interface Ranges extends Edited {
  /** The file that has the store. */
  readonly file: string;
}

/**
 * Brings a store's address ranges up to what the vendor publishes, and checks the environments with
 * them, the size of the policies included. Writes nothing.
 *
 * @throws RefusedError for a store there is not, or without `sourceIp`, and for a feed that is none
 * @throws InvalidEnvironmentsError when the files are wrong, before or after the change
 * @throws HttpError when the vendor does not answer as it should
 */
export async function refreshRanges(options: RangesOptions): Promise<Ranges> {
  const { id, files, from, services, env, local } = options;
  const found = findStore(id, files);
  const { store, file } = found;
  const published = parseFeed(await readFeed(from, found, { env, local }), from);
  const region = findVendor(store.settings.vendor).ranges?.region(store.settings);
  const ranges = applicableRanges(published, { region, services });
  const edited = editRanges(file.text, store.name, ranges);
  loadValid(files.map((each) => (each === file ? { ...each, text: edited.text } : each)));
  return { ...edited, file: file.file };
}

const HELP = `
Takes the outbound ranges of the vendor's region, merges them, and writes them into the store's sourceIp.cidrs;
comments and everything else in the file stay. With --from api, the vendor's credentials are read as by
callvault connect.

Exit codes: 0 nothing has changed, 6 something has, 2 wrong input, 5 the vendor refused.`;

interface Flags {
  readonly from: string;
  readonly service?: string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `callvault ranges <stack>` */
export function rangesCommand(exit: (code: number) => void): Command {
  return new Command('ranges')
    .description("Bring a store's address ranges up to what its vendor publishes.")
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--from <source>', 'api, an https address, or a file', 'api')
    .option('--service <name...>', 'services of the vendor to keep; all when none is given')
    .option('--dry-run', 'show what would change, and write nothing')
    .option('--json', 'print the difference as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, { from, service, dryRun = false, json = false }: Flags) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const result = await refreshRanges({ id, files, from, services: service, env: process.env });
      const { file, text, added, removed } = result;
      const changed = added.length + removed.length > 0;
      if (changed && !dryRun) replaceFile(file, text);
      const written = changed && !dryRun;
      console.log(
        json ? JSON.stringify({ file, added, removed, written }, null, 2) : render(result, written),
      );
      exit(changed ? EXIT.findings : EXIT.ok);
    });
}

function render({ file, added, removed }: Ranges, written: boolean): string {
  if (added.length + removed.length === 0) return `${file}: the ranges are what is published.`;
  return [
    `${file}: ${written ? 'written' : 'not written'}`,
    ...added.map((range) => `  + ${range}`),
    ...removed.map((range) => `  - ${range}`),
  ].join('\n');
}

/** All of the new text or all of the old, whatever happens in between. */
function replaceFile(file: string, text: string): void {
  const next = `${file}.next`;
  fs.writeFileSync(next, text);
  fs.renameSync(next, file);
}
