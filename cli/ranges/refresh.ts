import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { findVendor } from '../../config/resolve';
import type { FoundStore } from '../find-store';
import { replaceFile } from '../replace-file';
import { type EditedRanges, editRanges } from './edit';
import { applicableRanges, parseFeed } from './feed';
import { readFeed } from './source';

/** What {@link refreshRanges} needs to know. */
export interface RangesOptions {
  readonly found: FoundStore;
  /** All environment files. */
  readonly files: readonly EnvironmentFile[];
  /** `api`, an https address, or a file. */
  readonly from: string;
  /** Services of the vendor to keep. @default - all */
  readonly services?: readonly string[] | undefined;
  /** Environment variables with the vendor's credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** Address of a local server instead of the vendor's API. @default - the vendor's own */
  readonly local?: string;
}

/** The edited environment file. */
export interface Ranges extends EditedRanges {
  /** Path of the file that describes the store. */
  readonly file: string;
}

/**
 * Replaces a store's address ranges with those the vendor publishes, and checks the environments with them, the size of
 * the policies included. Writes nothing.
 *
 * @throws RefusedError for a store without `sourceIp`, and for a feed that is not valid
 * @throws InvalidEnvironmentsError when the environments are not valid with the new ranges
 * @throws HttpError when the vendor does not answer as expected
 */
export async function refreshRanges(options: RangesOptions): Promise<Ranges> {
  const { found, files, from, services, env, local } = options;
  const { store, environment } = found;
  const published = parseFeed(await readFeed(from, found, { env, local }), from);
  const region = findVendor(store.settings.vendor).ranges?.region(store.settings);
  const ranges = applicableRanges(published, { region, services });
  const file = environment.file;
  const text = files.find((each) => each.file === file)?.text ?? '';
  const edited = editRanges(text, store.name, ranges);
  loadValid(files.map((each) => (each.file === file ? { file, text: edited.text } : each)));
  return { ...edited, file };
}

/** The edited environment file, and whether it was written. */
export interface UpdatedRanges extends Ranges {
  readonly written: boolean;
}

/**
 * Replaces a store's address ranges as {@link refreshRanges}, and writes the file.
 *
 * @throws RefusedError also if the file was changed meanwhile: another run may update another store in it
 */
export async function updateRanges({
  dryRun = false,
  ...options
}: RangesOptions & { readonly dryRun?: boolean | undefined }): Promise<UpdatedRanges> {
  const ranges = await refreshRanges(options);
  const { file, text, added, removed } = ranges;
  const written = added.length + removed.length > 0 && !dryRun;
  const before = options.files.find((each) => each.file === file)?.text;
  if (written) replaceFile(file, text, { before });
  return { ...ranges, written };
}
