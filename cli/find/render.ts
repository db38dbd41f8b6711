import { printable } from '../../core/printable';
import { describeStatus } from '../../recordings/describe';
import type { FoundVersion } from '../../recordings/found';
import { EXIT } from '../exit';
import type { Outcome } from '../command';
import type { FoundRecordings } from './find';

/** What was found, for people and as data. */
export function renderFound(found: FoundRecordings): Outcome {
  const { stack, versions, total, file } = found;
  if (total === 0) {
    return { text: `${stack}: nothing was found.`, json: found, code: EXIT.findings };
  }
  const byKey = new Map<string, FoundVersion[]>();
  for (const each of versions) {
    const name = `${each.bucket}/${each.key}`;
    byKey.set(name, [...(byKey.get(name) ?? []), each]);
  }
  const keys = [...byKey.values()].map(renderKey);
  const more = total - versions.length;
  const rest = more > 0 ? [`… and ${more} more; --out writes all of them to a file.`] : [];
  const written = file === undefined ? [] : [`All are in ${file}, as JSON lines.`];
  return { text: [...keys, ...rest, ...written].join('\n\n'), json: found };
}

function renderKey(versions: readonly FoundVersion[]): string {
  const [first] = versions;
  if (!first) return '';
  const { bucket, key, place, path } = first;
  const where = [place === 'replica' ? 'replica' : '', path === 'current' ? '' : PATHS[path]];
  const notes = where.filter((each) => each !== '').join(', ');
  const title = `s3://${bucket}/${printable(key)}${notes === '' ? '' : ` (${notes})`}`;
  return [title, ...versions.flatMap(renderVersion)].join('\n');
}

const PATHS = {
  current: '',
  previous: 'previous path',
  additional: 'additional folder',
  none: 'on no path of the store',
} as const;

function renderVersion(version: FoundVersion): string[] {
  const { marker, written, size, versionId, hidden, restoredUntil, replication } = version;
  const what = marker ? 'delete marker' : `${size.toLocaleString('en')} bytes`;
  return [
    `  ${written} ${what}, version ${printable(versionId)}`,
    ...[
      ...(hidden === true ? ['hidden by a delete marker'] : []),
      ...describeStatus(version),
      ...(restoredUntil === undefined ? [] : [`restored copy until ${restoredUntil}`]),
      ...(replication === undefined ? [] : [`replication ${replication}`]),
    ].map((line) => `    ${line}`),
  ];
}
