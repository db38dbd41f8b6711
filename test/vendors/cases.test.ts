import { findStore } from '../../cli/find-store';
import { DAY_MS, dayOf } from '../../core/day';
import { Secret } from '../../core/secret';
import { GENESYS_CLIENT, LocalGenesys } from '../../dev/vendors/genesys';
import { CheckRun } from '../../integrity/run';
import { openSource } from '../../lambda/sources';
import { bulkActionsPattern } from '../../vendors/genesys/bulk-actions';
import { environmentsOf } from '../environments';
import { Bucket } from '../integrity/bucket';
import { memoryRunStore } from '../integrity/memory-run-store';
import { serving } from './registering';

const ORG = '9b2c6f0e-1c1d-4a8e-9a55-0d6f2f6f1a77';
const NOW = Date.UTC(2026, 10, 25, 3);

const genesys = (more: string) =>
  `{ vendor: genesys, bucket: acme, organizationId: ${ORG}, genesysAccount: '765628985471', genesysRegion: us-east-1, vendorRetentionDays: 90, retention: { days: 90 }, ${more} }`;
const custom = (more: string) =>
  `{ vendor: custom, title: Acme Meet, bucket: acme, prefix: '', retention: { days: 30 }, access: { kind: assume-role, principals: ['arn:aws:iam::444455556666:root'], externalId: 5f0c2a5d, externalIdSource: tenant }, actions: { object: [s3:PutObject] }, integrity: { source: manifest }, ${more} }`;
const twilio =
  '{ vendor: twilio, bucket: acme, recordings: true, compositions: false, retention: { days: 30 }, integrity: { source: manifest } }';
const worqhat =
  '{ vendor: worqhat, bucket: acme, retention: { days: 30 }, integrity: { source: manifest } }';

const BULK = `registration: bulk-actions, includeMetadata: true, integrity: { source: sidecars, days: 10 }`;
const MOVED = `prefix: calls/, pathPattern: 'calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}', previousPaths: [{ prefix: recordings/ }], includeMetadata: true`;

interface Case {
  /** The store, in YAML. */
  readonly store: string;
  /** Lines of the recording list: key and days before now. @default - none */
  readonly list?: readonly (readonly [key: string, days: number])[];
  /** Recordings at Genesys: conversation, recording and days before now. @default - none */
  readonly genesys?: readonly (readonly [string, string, number])[];
  /** Keys in the bucket, and the days since they were written. */
  readonly objects: readonly (readonly [key: string, days: number])[];
  /** What metadata files hold, by key. @default - nothing */
  readonly metadata?: Readonly<Record<string, object>>;
  /** Selected days before now. @default - as the store says */
  readonly days?: readonly [from: number, to: number];
  /** Kinds and keys of what is found. */
  readonly found: readonly string[];
}

const before = (days: number) => NOW - days * DAY_MS;
const folder = (days: number) => dayOf(before(days)).replaceAll('-', '/');
const hour = (days: number, hh: string) => {
  const [yyyy = '', mm = '', dd = ''] = dayOf(before(days)).split('-');
  return `${ORG}/year=${yyyy}/month=${mm}/day=${dd}/hour=${hh}`;
};

/** A file that Genesys' bulk actions write. It names no path. */
const exported = (conversationId: string, days: number, hh: string) => ({
  mediaType: 'Call',
  provider: 'Edge',
  conversationId,
  conversationStart: `${dayOf(before(days))}T${hh}:12:13.456Z`,
});

const CASES: Readonly<Record<string, Case>> = {
  'an archive that expired long ago is not missing': {
    store: custom(''),
    list: [
      ['45/archive.mp4', 177],
      ['46/archive.mp4', 5],
    ],
    objects: [['46/archive.mp4', 5]],
    found: [],
  },
  'a line of another day is not looked for, whatever is selected': {
    store: twilio,
    list: [
      ['recordings/lost.mka', 20],
      ['recordings/lost-too.mka', 5],
    ],
    objects: [],
    days: [6, 4],
    found: ['missing recordings/lost-too.mka'],
  },
  'a list of one day makes no orphans of other days': {
    store: worqhat,
    list: [['a.mp4', 5]],
    objects: [
      ['a.mp4', 5],
      ['b.mp4', 9],
      ['c.mp4', 20],
    ],
    days: [5, 5],
    found: [],
  },
  'an empty list is not an all-clear': {
    store: custom(''),
    objects: [['46/archive.mp4', 5]],
    found: ['list-incomplete', 'orphan 46/archive.mp4'],
  },
  'colons, hashes and spaces in keys are only characters': {
    store: custom(''),
    list: [
      ['connect/acme/CallRecordings/2026/11/20/8f_20261120T17:11_UTC.wav', 5],
      ['m/2026-11-20#content.mp4', 5],
      ['a b+c/é.ogg', 5],
    ],
    objects: [
      ['a b+c/é.ogg', 5],
      ['connect/acme/CallRecordings/2026/11/20/8f_20261120T17:11_UTC.wav', 5],
      ['m/2026-11-20#content.mp4', 5],
    ],
    found: [],
  },
  'exported metadata names its recording by its own name': {
    store: genesys(BULK),
    objects: [
      [`${hour(5, '10')}/conversation_id=c1/r1.wav`, 5],
      [`${hour(5, '10')}/conversation_id=c1/r1.wav_metadata.json`, 5],
      [`${hour(5, '10')}/conversation_id=c2/r2.opus`, 5],
      [`${hour(5, '10')}/conversation_id=c2/r2_metadata.json`, 5],
      [`${hour(6, '23')}/conversation_id=c3/r3_metadata.json`, 6],
    ],
    metadata: {
      [`${hour(5, '10')}/conversation_id=c1/r1.wav_metadata.json`]: exported('c1', 5, '10'),
      [`${hour(5, '10')}/conversation_id=c2/r2_metadata.json`]: exported('c2', 5, '10'),
      [`${hour(6, '23')}/conversation_id=c3/r3_metadata.json`]: exported('c3', 6, '23'),
    },
    found: [`missing ${hour(6, '23')}/conversation_id=c3/r3`],
  },
  'exports of chats, messages and screens have metadata too': {
    store: genesys(BULK),
    objects: ['r1.json', 'r1.json_metadata.json', 'r2.mp4', 'r2.mp4_metadata.json', 'r3.zip'].map(
      (name) => [`${hour(5, '10')}/conversation_id=c1/${name}`, 5] as const,
    ),
    metadata: {
      [`${hour(5, '10')}/conversation_id=c1/r1.json_metadata.json`]: exported('c1', 5, '10'),
      [`${hour(5, '10')}/conversation_id=c1/r2.mp4_metadata.json`]: exported('c1', 5, '10'),
    },
    found: [`orphan ${hour(5, '10')}/conversation_id=c1/r3.zip`],
  },
  'metadata of another conversation and metadata of another form are reported, and metadata that names none is not':
    {
      store: genesys(BULK),
      objects: ['c1/r1', 'c1/r2', 'c1/r3', 'c1/r4'].flatMap((name) =>
        ['.wav', '_metadata.json'].map(
          (end) => [`${hour(5, '10')}/conversation_id=${name}${end}`, 5] as const,
        ),
      ),
      metadata: {
        [`${hour(5, '10')}/conversation_id=c1/r1_metadata.json`]: {},
        [`${hour(5, '10')}/conversation_id=c1/r2_metadata.json`]: [],
        [`${hour(5, '10')}/conversation_id=c1/r3_metadata.json`]: exported('c9', 5, '10'),
        [`${hour(5, '10')}/conversation_id=c1/r4_metadata.json`]: exported('c1', 5, '10'),
      },
      found: [
        `sidecar-mismatch ${hour(5, '10')}/conversation_id=c1/r2.wav`,
        `sidecar-mismatch ${hour(5, '10')}/conversation_id=c1/r3.wav`,
      ],
    },
  'exports are filed by the conversation, which can begin days before its recording': {
    store: genesys('registration: bulk-actions, integrity: { source: api, days: 10 }'),
    genesys: [
      ['c1', 'r1', 5],
      ['c2', 'r2', 5],
      ['c3', 'r3', 9],
      ['c4', 'r4', 5],
    ],
    objects: [
      [`${hour(5, '02')}/conversation_id=c1/r1.wav`, 5],
      [`${hour(8, '23')}/conversation_id=c2/r2.json`, 5],
      [`${hour(19, '00')}/conversation_id=c3/r3.opus`, 9],
    ],
    found: [`missing ${hour(5, '03')}/conversation_id=c4/r4.`],
  },
  'metadata of a conversation that began before the range is checked by when it was written': {
    store: genesys(BULK),
    objects: [
      ['c1/r1_metadata.json', 3],
      ['c1/r2_metadata.json', 3],
      ['c1/r2.json', 3],
      ['c1/r3.json', 3],
      ['c1/r4_metadata.json', 13],
      ['c1/r5.json', 13],
    ].map(([name, days]) => [`${hour(13, '09')}/conversation_id=${name}`, Number(days)] as const),
    found: [
      `missing ${hour(13, '09')}/conversation_id=c1/r1`,
      `orphan ${hour(13, '09')}/conversation_id=c1/r3.json`,
    ],
  },
  'a list of exports has recordings of conversations that began before the range': {
    store: genesys('registration: bulk-actions, integrity: { source: manifest, days: 10 }'),
    list: [
      [`${hour(13, '09')}/conversation_id=c1/r1.json`, 3],
      [`${hour(13, '09')}/conversation_id=c1/r2.json`, 3],
      [`${hour(13, '09')}/conversation_id=c1/r3.json`, 12],
    ],
    objects: [[`${hour(13, '09')}/conversation_id=c1/r2.json`, 3]],
    found: [`missing ${hour(13, '09')}/conversation_id=c1/r1.json`],
  },
  'old exports are filed by the conversation, whatever the route is today': {
    store: genesys(
      `previousPaths: [{ prefix: ${ORG}/, pathPattern: '${bulkActionsPattern(ORG)}' }], integrity: { source: api, days: 20 }`,
    ),
    genesys: [
      ['c1', 'r1', 15],
      ['c2', 'r2', 15],
      ['c3', 'r3', 5],
    ],
    objects: [
      [`${hour(16, '23')}/conversation_id=c1/r1.wav`, 15],
      [`recordings/${folder(5)}/c3.wav`, 5],
    ],
    found: [`missing recordings/${folder(15)}/c2.`],
  },
  'keys with dates bind the days of a list as well': {
    store: custom(
      "prefix: cmr/byos/, pathPattern: 'cmr/byos/{yyyy}/{mm}/{dd}/{guid}/{file}', ignored: ['*.probe']",
    ).replace("prefix: '', ", ''),
    list: [
      [`cmr/byos/${folder(200)}/g1/a.mp4`, 200],
      [`cmr/byos/${folder(5)}/g2/a.mp4`, 5],
      [`cmr/byos/${folder(6)}/g3/a.mp4`, 6],
    ],
    objects: [
      [`cmr/byos/${folder(6)}/g3/a.mp4`, 6],
      [`cmr/byos/${folder(6)}/g3/x.probe`, 6],
    ],
    found: [`missing cmr/byos/${folder(5)}/g2/a.mp4`],
  },
  'what was recorded yesterday may still be on its way': {
    store: twilio,
    list: [['recordings/a.mka', 1]],
    objects: [['recordings/b.mka', 1]],
    found: [],
  },
  'after a move, a list names either path, and copies and originals are no orphans': {
    store: custom("prefix: 'new/', previousPaths: [{ prefix: old/ }]").replace("prefix: '', ", ''),
    list: [
      ['old/a.ogg', 9],
      ['old/b.ogg', 8],
      ['new/c.ogg', 5],
      ['new/d.ogg', 5],
      ['old/e.ogg', 8],
    ],
    objects: [
      ['old/a.ogg', 9],
      ['new/b.ogg', 3],
      ['old/b.ogg', 8],
      ['new/c.ogg', 5],
      ['old/c.ogg', 8],
      ['new/e.ogg', 3],
      ['old/unknown.ogg', 8],
      ['new/unknown.ogg', 3],
    ],
    found: ['missing new/d.ogg', 'orphan new/unknown.ogg', 'orphan old/unknown.ogg'],
  },
  'recordings before a move are on the previous path, as originals or with copies': {
    store: genesys(`${MOVED}, integrity: { source: api, days: 20 }`),
    genesys: [
      ['c1', 'r1', 15],
      ['c2', 'r2', 14],
      ['c3', 'r3', 5],
      ['c4', 'r4', 6],
    ],
    objects: [
      [`recordings/${folder(15)}/c1.wav`, 15],
      [`recordings/${folder(14)}/c2.wav`, 14],
      [`calls/${folder(14)}/c2.wav`, 3],
      [`calls/${folder(5)}/c3.wav`, 5],
      ...[`calls/${folder(14)}/c2.json`, `calls/${folder(5)}/c3.json`].map(
        (key) => [key, 3] as const,
      ),
      ...[`recordings/${folder(15)}/c1.json`, `recordings/${folder(14)}/c2.json`].map(
        (key) => [key, 15] as const,
      ),
    ],
    found: [`missing calls/${folder(6)}/c4.`],
  },
  'metadata that was copied after a move still names the previous key': {
    store: genesys(`${MOVED}, integrity: { source: sidecars, days: 20 }`),
    objects: [
      [`recordings/${folder(14)}/c2.wav`, 14],
      [`recordings/${folder(14)}/c2.json`, 14],
      [`calls/${folder(14)}/c2.wav`, 3],
      [`calls/${folder(14)}/c2.json`, 3],
    ],
    metadata: Object.fromEntries(
      ['recordings', 'calls'].map((path) => [
        `${path}/${folder(14)}/c2.json`,
        {
          externalStoragePath: `recordings/${folder(14)}/c2.wav`,
          startTime: `${dayOf(before(14))}T10:00:00Z`,
        },
      ]),
    ),
    found: [],
  },
  'two recordings of one conversation overwrite each other': {
    store: genesys('integrity: { source: api, days: 20 }'),
    genesys: [
      ['c1', 'leg-1', 5],
      ['c1', 'leg-2', 5],
      ['c1', 'consult', 5],
      ['c2', 'r', 5],
    ],
    objects: [
      [`recordings/${folder(5)}/c1.wav`, 5],
      [`recordings/${folder(5)}/c2.wav`, 5],
    ],
    found: [`overwritten recordings/${folder(5)}/c1.wav`],
  },
};

/** Runs the check of a store as it is written in a file. */
async function check({ store: yaml, list = [], genesys: known = [], ...each }: Case) {
  const text = `account: '111111111111'\nregion: us-east-1\ntype: non-production\nstate: { backend: cloud, organization: acme }\nstores:\n  calls: ${yaml}\n`;
  const found: string[] = [];
  const api = new LocalGenesys();
  api.now = () => NOW;
  api.days = 90;
  api.integrations.push({ id: 'i', name: 'Export', integrationType: { id: 'x' } });
  for (const [conversationId, recordingId, days] of known) {
    const creationTime = new Date(before(days)).toISOString();
    api.recordings.push({ conversationId, recordingId, creationTime });
  }
  await serving([api.answer], async (url) => {
    const files = [{ file: 'environments/prod.yaml', text }];
    const { store } = findStore('calls-prod', environmentsOf(files));
    const settings = store.integrity?.check;
    if (!settings) throw new Error('the store has no check');
    if (settings.source.kind === 'api')
      Object.assign(settings.source.options, { login: url, api: url });
    const lines = list.map(([key, days]) => JSON.stringify({ key, at: before(days) }));
    const reports = memoryRunStore(new Map([['manifest.jsonl', lines.join('\n')]]));
    const objects = each.objects.map(([key, days]) => ({ key, at: before(days), size: 4 }));
    const metadata = Object.entries(each.metadata ?? {}).map(([key, value]) => [
      key,
      JSON.stringify(value),
    ]);
    const reader = new Bucket({
      objects,
      metadata: Object.fromEntries(metadata) as Record<string, string>,
    });
    const { id: GENESYS_CLIENT_ID, secret: GENESYS_CLIENT_SECRET } = GENESYS_CLIENT;
    const secret = new Secret(JSON.stringify({ GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET }));
    const run = new CheckRun({
      settings,
      reader,
      reports,
      store: memoryRunStore(),
      now: NOW,
      source: openSource(settings, {
        reader,
        reports,
        now: NOW,
        readSecret: () => Promise.resolve(secret),
      }),
      ...(each.days && {
        days: { from: dayOf(before(each.days[0])), to: dayOf(before(each.days[1])) },
      }),
    });
    await run.collect();
    for (const partition of run.partitions()) await run.check(partition);
    const { discrepancies } = await run.report(NOW);
    found.push(
      ...discrepancies.map(({ kind, key }) =>
        kind === 'list-incomplete' ? kind : `${kind} ${key}`,
      ),
    );
  });
  return found.sort();
}

test.each(Object.entries(CASES))('%s', async (_, each) => {
  expect(await check(each)).toEqual([...each.found].sort());
});
