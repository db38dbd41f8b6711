import { matcherOf } from '../../core/key-glob';
import { parsePathPattern } from '../../core/path-pattern';
import { type Problem, problemIf, under } from '../../core/problem';
import { checkPrefix } from '../../modules/prefix';
import type { Store } from '../../store/store';
import { checkKeyPattern } from './key-pattern';
import type { CustomSettings } from './settings';

/** The rules for what the vendor writes: folders, key patterns, and files that are not recordings. */
export function checkFiles(store: Store<CustomSettings>): Problem[] {
  const { pathPattern, previousPaths = [] } = store.settings;
  const patterns = [
    ...(pathPattern === undefined
      ? []
      : checkKeyPattern(pathPattern, store.prefix).map(under('pathPattern'))),
    ...previousPaths.flatMap(({ prefix, pathPattern: previous }, index) =>
      previous === undefined
        ? []
        : checkKeyPattern(previous, prefix).map(under('previousPaths', index, 'pathPattern')),
    ),
  ];
  return [
    ...checkAdditionalPrefixes(store).map(under('additionalPrefixes')),
    ...patterns,
    ...(patterns.length > 0
      ? []
      : [...checkIgnored(store).map(under('ignored')), ...checkSuffixes(store)]),
    ...checkSidecarSettings(store.settings),
  ];
}

function checkAdditionalPrefixes({
  prefix,
  additionalPrefixes,
  paths,
}: Store<CustomSettings>): Problem[] {
  const main = [prefix, ...paths.slice(1).map((path) => path.prefix)];
  return additionalPrefixes.flatMap((each, index) => {
    const others = [...main, ...additionalPrefixes.slice(0, index)];
    const nested = others.find((other) => other.startsWith(each) || each.startsWith(other));
    return [
      ...checkPrefix(each),
      ...problemIf(nested !== undefined, {
        rule: 'additional-prefix-apart',
        path: [],
        what: `${each === '' ? 'the whole bucket' : each} and ${nested === '' ? 'the whole bucket' : (nested ?? '')} are nested, so recordings would belong to both`,
        fix: 'Name folders next to each other, or only the one that contains the others, as prefix.',
      }),
    ].map(under(index));
  });
}

/** The ends of recordings of the most common vendors. */
const MEDIA = 'aac flac m3u8 m4a mkv mka mov mp3 mp4 oga ogg opus ts wav webm wma'.split(' ');

/** Names as recordings may have them, in folders of any depth. */
const NAMES = MEDIA.flatMap((end) => [end, end.toUpperCase()]).map((end) => `7f3c.${end}`);

/** Folders as recordings may be in, below a folder of the store. */
const FOLDERS = ['', '2026/', '2026/11/26/'];

/** Keys as recordings of the store may have them. */
function sampleKeys({
  prefix,
  additionalPrefixes,
  settings: { pathPattern },
}: Store<CustomSettings>): string[] {
  const folders = [prefix, ...additionalPrefixes].flatMap((each) =>
    FOLDERS.map((folder) => `${each}${folder}`),
  );
  return [
    ...folders.flatMap((folder) => NAMES.map((name) => `${folder}${name}`)),
    ...(pathPattern === undefined ? [] : [sampleKey(pathPattern)]),
  ];
}

/** Refuses patterns that would hide recordings from the check. */
function checkIgnored(store: Store<CustomSettings>): Problem[] {
  const samples = sampleKeys(store);
  const isAny = (pattern: string) => !/[^*?./]/.test(pattern);
  const hides = (pattern: string) => {
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    if (isAny(pattern) || samples.some(matcherOf([pattern]))) return true;
    // In any folder, because it is not known which folders recordings are in.
    return !isAny(name) && NAMES.some(matcherOf([name.toLowerCase()]));
  };
  return (store.settings.ignored ?? []).flatMap((pattern, index) =>
    [
      ...problemIf(hides(pattern), hidesRecordings(pattern)),
      ...problemIf(/^\/|\/\/|(^|\/)\.\.?(\/|$)|\*{3}/.test(pattern), {
        rule: 'ignored-syntax',
        path: [],
        what: `${pattern} is not a pattern of keys`,
        fix: 'Write folders and a file name, with * for any characters but a slash and ** for any, and without a slash at the beginning.',
      }),
    ].map(under(index)),
  );
}

/** Refuses ends of keys that recordings have too: the check would take recordings for other files. */
function checkSuffixes(store: Store<CustomSettings>): Problem[] {
  const samples = sampleKeys(store).map((key) => key.toLowerCase());
  const { testSuffix, sidecarSuffix } = store.settings;
  return Object.entries({ testSuffix, sidecarSuffix }).flatMap(([key, suffix]) => {
    const end = suffix?.toLowerCase();
    return problemIf(end !== undefined && samples.some((sample) => sample.endsWith(end)), {
      ...hidesRecordings(suffix ?? ''),
      path: [key],
    });
  });
}

const hidesRecordings = (pattern: string): Problem => ({
  rule: 'ignored-not-recordings',
  path: [],
  what: `${pattern} matches recordings, which the check would no longer look for`,
  fix: 'Name only the other files, for example EG_*.json or Analysis/.',
});

function sampleKey(pattern: string): string {
  const parsed = parsePathPattern(pattern);
  const dates: Record<string, string> = {
    yyyy: '2026',
    mm: '11',
    dd: '26',
    hh: '10',
    format: 'mp4',
  };
  const values = Object.fromEntries(parsed.tokens.map((token) => [token, dates[token] ?? '7f3c']));
  return parsed.renderKey(values).key;
}

function checkSidecarSettings({
  title,
  sidecars = false,
  sidecarSuffix,
  integrity,
}: CustomSettings): Problem[] {
  return [
    ...problemIf(sidecars && sidecarSuffix === undefined, {
      rule: 'config-missing-key',
      path: ['sidecarSuffix'],
      what: 'sidecarSuffix is missing, with which metadata files are recognized',
      fix: 'Add it, e.g. ".json", or remove sidecars.',
    }),
    ...problemIf(sidecars && integrity?.source === 'sidecars', {
      rule: 'integrity-source',
      path: ['integrity', 'source'],
      what: `callvault does not know what the metadata files of ${title} contain`,
      fix: 'Set source: manifest.',
    }),
  ];
}
