import { type Problem, under } from '../core/problem';
import { checkIamName } from '../modules/iam-name';
import { checkPrefix } from '../modules/prefix';
import type { PreviousPath } from './settings';
import { migrationRoleName, type Store, type StorePath } from './store';

/**
 * The rules of paths of before. Each is a folder beside the others: one within another would be covered twice,
 * and could not be told from it.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export function checkPreviousPaths(store: Store): Problem[] {
  const { previousPaths = [] } = store.settings;
  return previousPaths.flatMap((path, index) =>
    [
      ...checkFolder(path),
      ...checkApart(store, index),
      ...checkDiffers(store, index),
      ...checkCopy(store, index),
    ].map(under('previousPaths', index)),
  );
}

function checkFolder({ prefix }: PreviousPath): Problem[] {
  if (prefix !== '') return checkPrefix(prefix).map(under('prefix'));
  return [
    {
      rule: 'previous-path-folder',
      path: ['prefix'],
      what: 'the whole bucket is no folder of before: all that is written now would be in it',
      fix: 'Name the folder; a store that wrote to the whole bucket keeps its prefix.',
    },
  ];
}

function checkApart({ paths }: Store, index: number): Problem[] {
  const { prefix = '' } = paths[index + 1] ?? {};
  const other = paths.find(
    (each, at) =>
      at <= index &&
      each.prefix !== prefix &&
      (each.prefix.startsWith(prefix) || prefix.startsWith(each.prefix)),
  );
  if (!other || prefix === '') return [];
  return [
    {
      rule: 'previous-path-apart',
      path: ['prefix'],
      what: `${prefix} and ${other.prefix === '' ? 'the whole bucket' : other.prefix} are one within the other, so that what is in one is in both`,
      fix: 'Move to a folder beside the old one: calls/, where it was recordings/.',
    },
  ];
}

function checkDiffers({ paths }: Store, index: number): Problem[] {
  const path = paths[index + 1];
  const twin = paths.some(
    (each, at) => at <= index && each.prefix === path?.prefix && each.pattern === path.pattern,
  );
  if (!twin || !path) return [];
  return [
    {
      rule: 'previous-path-differs',
      path: [],
      what: `${path.pattern ?? path.prefix} is a path of this store already`,
      fix: 'Say here where recordings were written before, and above where they are written now.',
    },
  ];
}

/** @see AWS DataSync User Guide, "How AWS DataSync works": it copies folders and leaves names as they are */
function checkCopy(store: Store, index: number): Problem[] {
  const path = store.paths[index + 1];
  if (!path || store.settings.previousPaths?.[index]?.copy !== true) return [];
  const problem = { rule: 'previous-path-copy', path: ['copy'] };
  const fix = 'Leave it out: recordings of before stay where they are until their retention ends.';
  if (path.prefix === store.prefix) {
    const what = `only the pattern has changed below ${path.prefix}, and no engine of AWS gives objects new names`;
    return [{ ...problem, what, fix }];
  }
  const [now] = store.paths;
  if (belowPrefix(path) === belowPrefix(now)) return checkIamName(migrationRoleName(store.id));
  const what = `${path.pattern ?? path.prefix} and ${now?.pattern ?? store.prefix} differ below their folders, and no engine of AWS gives objects new names: copies would have keys of neither`;
  return [{ ...problem, what, fix }];
}

function belowPrefix(path: StorePath | undefined): string | undefined {
  return path?.pattern?.slice(path.prefix.length);
}
