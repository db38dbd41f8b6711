import { DAY_MS, dayOf, HOUR_MS } from '../../../core/day';
import { Secret } from '../../../core/secret';
import { GENESYS_CLIENT, LocalGenesys } from '../../../dev/vendors/genesys';
import { RETENTION_READINGS } from '../../../dev/vendors/genesys-recordings';
import type { Entry } from '../../../integrity/entry';
import type { CheckReport } from '../../../integrity/report';
import { CheckRun } from '../../../integrity/run';
import type { CheckSettings } from '../../../integrity/settings';
import { openSource } from '../../../lambda/sources';
import { bulkActionsPattern, LOOKBACK_DAYS } from '../../../vendors/genesys/bulk-actions';
import { Bucket, type BucketContent } from '../../integrity/bucket';
import { memoryRunStore } from '../../integrity/memory-run-store';
import { serving } from '../registering';

const ORG = '9b2c6f0e-1c1d-4a8e-9a55-0d6f2f6f1a77';
const NOW = Date.UTC(2026, 10, 25, 3);
const KEPT_DAYS = 90;
/** Two pages of the list. */
const COUNT = 600;
const PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}';

/** A recording: every seventh begins after its conversation, in another hour or day. */
interface Recorded {
  readonly conversation: string;
  readonly recording: string;
  readonly at: number;
  readonly conversationAt: number;
}

function recorded(index: number): Recorded {
  const at = NOW - 3 * DAY_MS - (index % 60) * DAY_MS - (index % 24) * HOUR_MS;
  return {
    conversation: `c${index % 500}`,
    recording: `r${index}`,
    at,
    conversationAt: index % 7 === 0 ? at - (index % 3 === 0 ? 30 : 1) * HOUR_MS : at,
  };
}

const RECORDINGS = Array.from({ length: COUNT }, (_, index) => recorded(index));

/** Where Genesys puts recordings, by registration route. */
const ROUTES = {
  connection: {
    path: { prefix: 'recordings/', pattern: PATTERN },
    suffix: '.json',
    keyOf: ({ conversation, recording, at }: Recorded) =>
      `recordings/${dayOf(at).replaceAll('-', '/')}/${conversation}_${recording}.wav`,
  },
  'bulk-actions': {
    path: { prefix: `${ORG}/`, pattern: bulkActionsPattern(ORG) },
    suffix: '_metadata.json',
    keyOf: ({ conversation, recording, conversationAt }: Recorded) => {
      const [yyyy = '', mm = '', dd = ''] = dayOf(conversationAt).split('-');
      const hh = new Date(conversationAt).toISOString().slice(11, 13);
      return `${ORG}/year=${yyyy}/month=${mm}/day=${dd}/hour=${hh}/conversation_id=${conversation}/${recording}.wav`;
    },
  },
};

type Route = keyof typeof ROUTES;

function settingsOf(route: Route, url: string): CheckSettings {
  const { path, suffix } = ROUTES[route];
  return {
    store: 'calls-prod',
    region: 'eu-central-1',
    bucket: 'calls',
    reports: 'calls-reports',
    paths: [path],
    days: 70,
    keptDays: KEPT_DAYS,
    graceHours: 48,
    sidecars: false,
    sidecarSuffix: suffix,
    inventory: false,
    ...(route === 'bulk-actions' && { lookbackDays: LOOKBACK_DAYS }),
    source: {
      kind: 'api',
      vendor: 'genesys',
      secret: 's',
      options: { login: url, api: url, organizationId: ORG, keepsDays: String(KEPT_DAYS) },
    },
  };
}

/** Runs the check as in AWS, with the local Genesys and a bucket in memory. */
async function check(
  genesys: LocalGenesys,
  route: Route,
  content: BucketContent,
): Promise<CheckReport> {
  let report: CheckReport | undefined;
  await serving([genesys.answer], async (url) => {
    const settings = settingsOf(route, url);
    const reader = new Bucket(content);
    const store = memoryRunStore();
    const secret = {
      GENESYS_CLIENT_ID: GENESYS_CLIENT.id,
      GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret,
    };
    const source = openSource(settings, {
      reader,
      reports: store,
      now: NOW,
      readSecret: () => Promise.resolve(new Secret(JSON.stringify(secret))),
    });
    const run = new CheckRun({ settings, source, reader, store, now: NOW });
    await run.collect();
    for (const partition of run.partitions()) await run.check(partition);
    report = await run.report(NOW);
  });
  if (!report) throw new Error('It has no report.');
  return report;
}

function genesysWith(
  reading: LocalGenesys['reading'],
  recordings: readonly Recorded[],
): LocalGenesys {
  const genesys = new LocalGenesys();
  genesys.now = () => NOW;
  genesys.reading = reading;
  genesys.days = KEPT_DAYS;
  genesys.integrations.push({
    id: 'export',
    name: 'Export',
    intendedState: 'ENABLED',
    integrationType: { id: 'aws-s3-recording-bulk-actions-integration' },
  });
  genesys.recordings.push(
    ...recordings.map(({ conversation, recording, at }) => ({
      conversationId: conversation,
      recordingId: recording,
      creationTime: new Date(at).toISOString(),
      deleteDate: new Date(at + KEPT_DAYS * DAY_MS).toISOString(),
    })),
  );
  return genesys;
}

const object = (key: string, size = 4): Entry => ({ key, at: NOW - 3 * DAY_MS, size });

describe.each(Object.keys(ROUTES) as Route[])('with the route %s', (route) => {
  const { keyOf } = ROUTES[route];
  const keys = RECORDINGS.map(keyOf);
  const [lostFirst = '', hidden = '', empty = '', lostLate = '', lostOnPage2 = ''] = [
    0, 11, 22, 35, 599,
  ].map((index) => keys[index] ?? '');
  const orphan = keyOf({ ...recorded(4), conversation: 'unknown', recording: 'x' });
  const left = keys.filter(
    (key) => ![lostFirst, hidden, empty, lostLate, lostOnPage2].includes(key),
  );
  const content = {
    objects: [...left.map((key) => object(key)), object(empty, 0), object(orphan)],
    hidden: [hidden],
  };
  const planted = [
    `missing ${RECORDINGS[0]?.conversation ?? ''}/r0`,
    'hidden c11/r11',
    'wrong-size c22/r22',
    'missing c35/r35',
    'missing c99/r599',
    `orphan ${orphan}`,
  ].sort();

  test.each(RETENTION_READINGS)(
    'all planted losses are found, and nothing else, read as %j',
    async (reading) => {
      const { discrepancies, pointers } = await check(
        genesysWith(reading, RECORDINGS),
        route,
        content,
      );
      expect(
        discrepancies.map(({ kind, key, recording }) => `${kind} ${recording ?? key}`).sort(),
      ).toEqual(planted);
      expect(pointers).toBe(COUNT);
    },
  );

  test('a list without recordings is a discrepancy', async () => {
    const [reading] = RETENTION_READINGS;
    if (!reading) throw new Error('There is no reading.');
    const { counts } = await check(genesysWith(reading, []), route, content);
    expect(counts).toMatchObject({ 'list-incomplete': 1 });
  });
});
