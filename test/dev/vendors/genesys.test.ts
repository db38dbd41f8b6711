import { DAY_MS } from '../../../core/day';
import { GENESYS_CLIENT, LocalGenesys } from '../../../dev/vendors/genesys';
import { RETENTION_READINGS, type RetentionReading } from '../../../dev/vendors/genesys-recordings';
import { Secret } from '../../../core/secret';
import { GenesysApi } from '../../../vendors/genesys/api';
import { genesysPointers } from '../../../vendors/genesys/pointers';
import { serving } from '../../vendors/registering';

const NOW = Date.UTC(2026, 10, 21);
const QUERY = '/api/v2/recordings/retention/query';
const INTEGRATIONS = '/api/v2/integrations';

/** Asks a local Genesys that keeps recordings of the given ages, in days, for 30 days. */
async function asking<T>(
  use: (ask: (path: string, more?: RequestInit) => Promise<Response>, url: string) => Promise<T>,
  ages: readonly number[] = [],
  reading?: RetentionReading,
): Promise<void> {
  const genesys = new LocalGenesys();
  genesys.now = () => NOW;
  if (reading) genesys.reading = reading;
  for (const age of ages) {
    const creationTime = new Date(NOW - age * DAY_MS).toISOString();
    const deleteDate = new Date(NOW + (30 - age) * DAY_MS).toISOString();
    genesys.recordings.push({
      conversationId: `c${age}`,
      recordingId: 'r',
      creationTime,
      deleteDate,
    });
  }
  await serving([genesys.answer], async (url) => {
    const headers = { authorization: 'Bearer local-token' };
    await use((path, more) => fetch(`${url}${path}`, { headers, ...more }), url);
  });
}

test.each([
  [`${QUERY}?pageSize=25`, 'retentionThresholdDays is required'],
  [`${QUERY}?retentionThresholdDays=1.5`, 'retentionThresholdDays is not a number'],
  [`${QUERY}?retentionThresholdDays=0&pageSize=501`, 'pageSize is more than 500'],
  [`${QUERY}?retentionThresholdDays=0&days=30`, 'unknown parameter days'],
  [`${INTEGRATIONS}?type=aws`, 'unknown parameter type'],
])('GET %s is refused: %s', async (path, message) => {
  await asking(async (ask) => {
    const response = await ask(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad.request', message });
  });
});

test.each([
  ['POST', INTEGRATIONS, { name: 'a', type: { id: 't' } }, 'unknown field body.type'],
  ['POST', INTEGRATIONS, { integrationType: { id: 't' } }, 'body.name is required'],
  [
    'POST',
    INTEGRATIONS,
    { name: 'a', integrationType: 't' },
    'body.integrationType is not an object',
  ],
  [
    'PATCH',
    `${INTEGRATIONS}/1`,
    { intendedState: 'ON' },
    'body.intendedState is not one of ENABLED, DISABLED, DELETED',
  ],
  [
    'PUT',
    `${INTEGRATIONS}/1/config/current`,
    { name: 'a', version: '1' },
    'body.version is not a number',
  ],
])('%s %s with %j is refused', async (...[method, path, body, message]) => {
  await asking(async (ask) => {
    const response = await ask(path, {
      method,
      headers: { authorization: 'Bearer local-token' },
      body: JSON.stringify(body),
    });
    expect(await response.json()).toMatchObject({ code: 'bad.request', message });
  });
});

test('a parameter that the local server would ignore is an error of the local server', async () => {
  await asking(async (ask) => {
    const response = await ask(`${INTEGRATIONS}?sortBy=name`);
    expect(response.status).toBe(501);
    expect(await response.json()).toEqual({
      message: `GET ${INTEGRATIONS}: the local server ignores the parameter sortBy`,
    });
  });
});

describe.each(RETENTION_READINGS)('read as %j', (reading) => {
  test('the query returns recordings retained for more days than the threshold', async () => {
    await asking(
      async (ask) => {
        const answer = (await (await ask(`${QUERY}?retentionThresholdDays=10`)).json()) as {
          entities: { conversationId: string }[];
        };
        expect(answer.entities.map(({ conversationId }) => conversationId)).toEqual(
          reading.retained === 'so far' ? ['c20'] : ['c1', 'c9', 'c20'],
        );
      },
      [1, 9, 20],
      reading,
    );
  });

  test('callvault reads every recording, page by page', async () => {
    // Whole days: a recording of today is not listed under every reading.
    const ages = Array.from({ length: 1_203 }, (_, index) => 1 + index / 50);
    await asking(
      async (_, url) => {
        const api = new GenesysApi({ login: url, api: url }, () =>
          Promise.resolve({
            GENESYS_CLIENT_ID: new Secret(GENESYS_CLIENT.id),
            GENESYS_CLIENT_SECRET: new Secret(GENESYS_CLIENT.secret),
          }),
        );
        const patterns = ['r/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}'];
        const source = genesysPointers({ api, patterns, organizationId: 'org', now: NOW });
        if (source.kind !== 'whole') throw new Error('it is read whole');
        const sizes: number[] = [];
        for await (const { pointers } of source.read(undefined)) sizes.push(pointers.length);
        expect(sizes).toEqual([500, 500, 203]);
      },
      ages,
      reading,
    );
  });
});
