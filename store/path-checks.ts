import { type Problem, problemIf, under } from '../core/problem';
import { checkIamName } from '../modules/iam-name';
import { checkPrefix } from '../modules/prefix';
import type { PreviousPath } from './settings';
import { migrationRoleName, type Store, type StorePath } from './store';

/**
 * The rules of previous paths. None may be within another: recordings there would be covered twice, and could not
 * be told apart.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export function checkPreviousPaths(store: Store): Problem[] {
  const { previousPaths = [] } = store.settings;
  return previousPaths.flatMap((settings, index) => {
    const path = store.paths[index + 1];
    if (!path) return [];
    const newer = store.paths.slice(0, index + 1);
    return [
      ...checkFolder(settings),
      ...checkNotNested(path, newer),
      ...checkUnique(path, newer),
      ...(settings.copy === true ? checkCopy(store, path) : []),
    ].map(under('previousPaths', index));
  });
}

function checkFolder({ prefix }: PreviousPath): Problem[] {
  if (prefix !== '') return checkPrefix(prefix).map(under('prefix'));
  return [
    {
      rule: 'previous-path-folder',
      path: ['prefix'],
      what: 'the whole bucket cannot be a previous path: it contains the current one',
      fix: 'Name the folder; a store that wrote to the whole bucket keeps its prefix.',
    },
  ];
}

function checkNotNested({ prefix }: StorePath, newer: readonly StorePath[]): Problem[] {
  const other = newer.find(
    (each) =>
      each.prefix !== prefix && (each.prefix.startsWith(prefix) || prefix.startsWith(each.prefix)),
  );
  if (!other || prefix === '') return [];
  return [
    {
      rule: 'previous-path-apart',
      path: ['prefix'],
      what: `${prefix} and ${other.prefix === '' ? 'the whole bucket' : other.prefix} are nested, so recordings would belong to both`,
      fix: 'Move to a folder next to the old one, for example from recordings/ to calls/.',
    },
  ];
}

function checkUnique({ prefix, pattern }: StorePath, newer: readonly StorePath[]): Problem[] {
  const duplicate = newer.some((each) => each.prefix === prefix && each.pattern === pattern);
  return problemIf(duplicate, {
    rule: 'previous-path-differs',
    path: [],
    what: `${pattern ?? prefix} is already a path of this store`,
    fix: 'Write the previous path here, and the current one in prefix and pathPattern.',
  });
}

/** @see AWS DataSync User Guide, "How AWS DataSync works": it copies folders and does not rename objects */
function checkCopy(store: Store, path: StorePath): Problem[] {
  const [current] = store.paths;
  const renamed = belowPrefix(path) !== belowPrefix(current);
  if (path.prefix !== store.prefix && !renamed)
    return checkIamName(migrationRoleName(store.nameId));
  const what =
    path.prefix === store.prefix
      ? `only the pattern has changed below ${path.prefix}, and AWS's copy services do not rename objects`
      : `${path.pattern ?? path.prefix} and ${current?.pattern ?? store.prefix} differ below their folders, and AWS's copy services do not rename objects: the copies would match neither pattern`;
  return [
    {
      rule: 'previous-path-copy',
      path: ['copy'],
      what,
      fix: 'Leave copy out: the recordings stay where they are until their retention ends.',
    },
  ];
}

function belowPrefix(path: StorePath | undefined): string | undefined {
  return path?.pattern?.slice(path.prefix.length);
}
