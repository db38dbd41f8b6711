import { NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { readCheckHistory } from '../../../cli/status/check-history';

const report = (day: string, total = 0) =>
  JSON.stringify({
    store: 'calls-prod',
    from: day,
    to: day,
    finishedAt: `${day}T03:10:00.000Z`,
    pointers: 10,
    objects: 10,
    total,
    counts: total > 0 ? { missing: total } : {},
    discrepancies: [],
  });

/** A bucket of reports with these files. */
function reportsWith(files: Readonly<Record<string, string>>) {
  const send = ({
    input,
  }: {
    readonly input: { readonly Key?: string; readonly Prefix?: string };
  }) => {
    const { Key, Prefix = '' } = input;
    if (Key === undefined) {
      const keys = Object.keys(files).filter((key) => key.startsWith(Prefix));
      return Promise.resolve({ Contents: keys.map((each) => ({ Key: each })) });
    }
    const text = files[Key];
    if (text === undefined) return Promise.reject(new NoSuchKey({ message: '', $metadata: {} }));
    return Promise.resolve({ Body: { transformToString: () => Promise.resolve(text) } });
  };
  // The pagination of the SDK wants a client.
  const s3 = Object.assign(Object.create(S3Client.prototype) as S3Client, { send });
  return { s3, bucket: 'acme-calls-reports' };
}

const name = (day: string) => `reports/${day}T03-00-00.000Z.json`;

test('the newest runs come first, and no more than are asked for are read', async () => {
  const files = {
    [name('2026-11-01')]: report('2026-11-01'),
    [name('2026-11-15')]: report('2026-11-15', 2),
    [name('2026-11-08')]: 'never read',
    'reports/latest.json': '{}',
  };
  const { runs, unreadable } = await readCheckHistory(reportsWith(files), 1);
  expect({ runs, unreadable }).toMatchObject({
    runs: [{ run: '2026-11-15T03-00-00.000Z', total: 2, counts: { missing: 2 } }],
    unreadable: [],
  });
});

test.each([
  ['', 'no JSON'],
  ['null', 'null'],
  [report('2026-11-01').replace('"total":0', '"total":"0"'), 'another type'],
])('a report with %j is unreadable', async (text) => {
  const history = await readCheckHistory(reportsWith({ [name('2026-11-01')]: text }), 5);
  expect(history).toEqual({ runs: [], unreadable: ['2026-11-01T03-00-00.000Z.json'] });
});

test('before the first run, it counts from the first heartbeat', async () => {
  const files = { 'reports/latest.json': '{"finishedAt":"2026-11-01T00:00:00.000Z"}' };
  expect(await readCheckHistory(reportsWith(files), 5)).toEqual({
    runs: [],
    unreadable: [],
    since: '2026-11-01T00:00:00.000Z',
  });
});
