import { Secret } from '../../../core/secret';
import { HttpError } from '../../../http/error';
import { GenesysApi } from '../../../vendors/genesys/api';
import { compareRetention } from '../../../vendors/genesys/retention';
import { FakeServer, json } from '../../http/fake-server';

const keep = (days: unknown) => ({ retentionDuration: { deleteRetention: { days } } });

/** Compares policies, which Genesys lists in pages of 100. */
async function compare(policies: readonly unknown[] | undefined, exportsWith?: string) {
  const server = new FakeServer(({ url }, response) => {
    if (url.includes('crossplatform')) {
      json(response, { message: 'not here' }, { status: 404 });
      return;
    }
    if (url === '/oauth/token') {
      json(response, { access_token: 'token' });
      return;
    }
    const page = Number(new URL(url, 'http://localhost').searchParams.get('pageNumber'));
    json(response, { entities: policies?.slice((page - 1) * 100, page * 100) });
  });
  const url = await server.start();
  const credentials = {
    GENESYS_CLIENT_ID: new Secret('client'),
    GENESYS_CLIENT_SECRET: new Secret('hush-hush'),
  };
  const api = new GenesysApi({ login: url, api: url }, () => Promise.resolve(credentials));
  try {
    const problems = await compareRetention(api, { days: 730, exportsWith });
    return problems.map(({ kind, subject, detail }) => `${kind}: ${subject} ${detail}`);
  } finally {
    await server.stop();
  }
}

const policy = (name: string, actions: object, more: object = {}) => ({
  id: name,
  name,
  enabled: true,
  actions,
  ...more,
});

const FOR_EVER =
  'so Genesys keeps its own recordings for ever, and the copies in S3 expire before them';

test('policies with the days of the store are accepted', async () => {
  expect(await compare([policy('All', keep(730))])).toEqual([]);
  expect(await compare([policy('All', keep(730)), policy('Surveys', {})])).toEqual([]);
});

test('a day more or less is reported for policies that are on, in both places with days', async () => {
  const policies = [
    policy('Short', keep(729)),
    policy('Long', keep(731)),
    policy('Off', keep(1), { enabled: false }),
    policy('Calls only', keep(730), {
      mediaPolicies: { callPolicy: { actions: keep(90) }, chatPolicy: { actions: keep(730) } },
    }),
  ];
  expect(await compare(policies)).toEqual([
    'differs: retention policy "Short" deletes after 729 days, and vendorRetentionDays is 730',
    'differs: retention policy "Long" deletes after 731 days, and vendorRetentionDays is 730',
    'differs: retention policy "Calls only" deletes for calls after 90 days, and vendorRetentionDays is 730',
  ]);
});

test.each([
  ['there is none', [], 'no retention policy for these recordings is on'],
  [
    'all are off',
    [policy('Off', keep(730), { enabled: false })],
    'no retention policy for these recordings is on',
  ],
  [
    'none deletes',
    [policy('Keep', { retainRecording: true })],
    'none of the retention policies for these recordings deletes any',
  ],
  [
    'one only archives',
    [policy('Archive', { retentionDuration: { archiveRetention: { days: 30 } } })],
    'none of the retention policies for these recordings deletes any',
  ],
  [
    'retaining overrides deleting',
    [policy('Both', { retainRecording: true, deleteRecording: true })],
    'none of the retention policies for these recordings deletes any',
  ],
])('recordings that Genesys keeps for ever are reported if %s', async (_, policies, what) => {
  expect(await compare(policies)).toEqual([`never: ${what}, ${FOR_EVER}`]);
});

test.each([
  ['alwaysDelete', { ...keep(730), alwaysDelete: true, retainRecording: true }],
  ['deleteRecording', { ...keep(730), deleteRecording: true, retainRecording: false }],
])('a policy that deletes at once is reported: %s', async (_, actions) => {
  expect(await compare([policy('Now', actions)])).toEqual([
    'differs: retention policy "Now" deletes recordings at once, and vendorRetentionDays is 730',
  ]);
});

describe('policies that export', () => {
  const exporting = (id: string, days: number) =>
    policy(`To ${id}`, { ...keep(days), integrationExport: { integration: { id } } });

  test('are compared with the store that they export to, and with no other', async () => {
    const policies = [policy('Native', keep(90)), exporting('ours', 730), exporting('other', 30)];
    expect(await compare(policies, 'ours')).toEqual([]);
    expect(await compare(policies, 'other')).toEqual([
      'differs: retention policy "To other" deletes after 30 days, and vendorRetentionDays is 730',
    ]);
    expect(await compare([policy('Native', keep(730)), exporting('other', 30)])).toEqual([]);
  });

  test('count if only the calls of a policy are exported', async () => {
    const integrationExport = { integration: { id: 'ours' } };
    const mediaPolicies = { callPolicy: { actions: { ...keep(30), integrationExport } } };
    expect(await compare([policy('Calls', {}, { mediaPolicies })], 'ours')).toEqual([
      'differs: retention policy "Calls" deletes for calls after 30 days, and vendorRetentionDays is 730',
    ]);
  });

  test('are missed if none exports to the store', async () => {
    expect(await compare([policy('Native', keep(730)), exporting('other', 730)], 'ours')).toEqual([
      'not-exported: no retention policy that is on exports to the store, so recordings only arrive by jobs that you start',
    ]);
  });
});

test('every page is read', async () => {
  const policies = Array.from({ length: 101 }, (_, index) =>
    policy(`P${index}`, keep(index === 100 ? 1 : 730)),
  );
  expect(await compare(policies)).toEqual([
    'differs: retention policy "P100" deletes after 1 day, and vendorRetentionDays is 730',
  ]);
});

test('an answer without policies is an error, not a success', async () => {
  await expect(compare(undefined)).rejects.toThrow(HttpError);
});
