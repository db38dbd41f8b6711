import type { ServerResponse } from 'node:http';
import { Secret } from '../../../core/secret';
import { HttpError } from '../../../http/error';
import type { Pointer } from '../../../integrity/entry';
import { GenesysApi } from '../../../vendors/genesys/api';
import { genesysPointers } from '../../../vendors/genesys/pointers';
import { FakeServer, json, type Seen } from '../../http/fake-server';

const ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';
const NOW = Date.UTC(2026, 10, 21);
const RECORDING = {
  conversationId: ID,
  recordingId: 'r1',
  creationTime: '2024-01-15T23:59:59.500Z',
  deleteDate: '2027-01-15T00:00:00Z',
};
const QUERY = '/api/v2/recordings/retention/query';
const NEXT = `${QUERY}?cursor=2`;

type Answer = (response: ServerResponse, seen: Seen) => void;

/** Genesys Cloud, as its API description says; queries get the given answers in order. */
class Genesys {
  readonly queries: string[] = [];
  readonly tokens: string[] = [];
  secret = 'hush-hush';
  private readonly server: FakeServer;

  constructor(answers: Answer[]) {
    this.server = new FakeServer((seen, response) => {
      if (seen.url === '/oauth/token') {
        this.tokens.push(
          Buffer.from((seen.headers.authorization ?? '').slice(6), 'base64').toString(),
        );
        json(response, {
          access_token: `token-${this.tokens.length}`,
          token_type: 'bearer',
          expires_in: 86_400,
        });
        return;
      }
      this.queries.push(`${seen.headers.authorization ?? ''} ${seen.url}`);
      const answer = answers.shift();
      if (answer) answer(response, seen);
      else json(response, {}, { status: 404 });
    });
  }

  async read(more: { pattern?: string; from?: string } = {}): Promise<Pointer[]> {
    const url = await this.server.start();
    const api = new GenesysApi({ login: url, api: url }, () =>
      Promise.resolve({
        GENESYS_CLIENT_ID: new Secret('client'),
        GENESYS_CLIENT_SECRET: new Secret(this.secret),
      }),
    );
    const { pattern = PATTERN, from } = more;
    const source = genesysPointers({ api, patterns: [pattern], organizationId: 'org', now: NOW });
    const all: Pointer[] = [];
    try {
      if (source.kind !== 'whole') throw new Error('it is read whole');
      for await (const { pointers } of source.read(from)) all.push(...pointers);
      return all;
    } finally {
      await this.server.stop();
    }
  }
}

const page =
  (entities: unknown, nextUri?: unknown): Answer =>
  (response) => {
    json(response, { entities, nextUri });
  };
const status =
  (code: number, headers = {}): Answer =>
  (response) => {
    json(response, { message: 'no' }, { status: code, headers });
  };

test('each recording that Genesys keeps has the key of the pattern', async () => {
  const genesys = new Genesys([
    page([RECORDING], NEXT),
    page([{ ...RECORDING, recordingId: 'r2' }]),
  ]);
  expect(await genesys.read()).toEqual(
    ['r1', 'r2'].map((recording) => ({
      key: `recordings/2024/01/15/${ID}.`,
      open: true,
      at: Date.UTC(2024, 0, 15, 23, 59, 59, 500),
      recording: `${ID}/${recording}`,
    })),
  );
  expect(genesys.queries).toEqual([
    `Bearer token-1 ${QUERY}?retentionThresholdDays=0&pageSize=500`,
    `Bearer token-1 ${QUERY}?retentionThresholdDays=0&pageSize=500&cursor=2`,
  ]);
  expect(genesys.tokens).toEqual(['client:hush-hush']);
});

test('the keys of the documented layout are computed as well', async () => {
  const pattern = '{organization_uuid}/year={yyyy}/month={mm}/day={dd}/hour={hh}/{recording_uuid}';
  expect(await new Genesys([page([RECORDING])]).read({ pattern })).toMatchObject([
    { key: 'org/year=2024/month=01/day=15/hour=23/r1', open: false },
  ]);
});

test('a recording that Genesys has deleted, or that has no conversation, is not expected', async () => {
  const entities = [
    { ...RECORDING, deleteDate: '2026-11-21T00:00:00Z' },
    { ...RECORDING, conversationId: null },
    RECORDING,
  ];
  expect(await new Genesys([page(entities)]).read()).toHaveLength(1);
});

test('a run continues with the page before which it was stopped', async () => {
  const genesys = new Genesys([page([RECORDING])]);
  await genesys.read({ from: NEXT });
  expect(genesys.queries).toEqual([`Bearer token-1 ${NEXT}`]);
});

test('requests are repeated after 429 and temporary errors', async () => {
  const answers = [
    status(429, { 'inin-ratelimit-reset': '0' }),
    status(500),
    status(503),
    page([RECORDING]),
  ];
  expect(await new Genesys(answers).read()).toHaveLength(1);
});

test('an expired token is requested again, with the current credentials', async () => {
  const genesys = new Genesys([
    (response) => {
      genesys.secret = 'changed';
      json(response, {}, { status: 401 });
    },
    page([RECORDING]),
  ]);
  expect(await genesys.read()).toHaveLength(1);
  expect(genesys.tokens).toEqual(['client:hush-hush', 'client:changed']);
});

test.each<[string, Answer[], RegExp]>([
  ['401 for ever', [status(401), status(401)], /answered 401 \(no\)$/],
  ['403', [status(403)], /answered 403 \(no\)$/],
  ['faults for ever', Array<Answer>(4).fill(status(500)), /answered 500 \(no\)$/],
  ['garbage', [(response) => response.end('<html>')], /did not answer with JSON$/],
  ['no entities', [page(undefined)], /answered without entities$/],
  ['a page elsewhere', [page([], 'https://elsewhere.example/')], /a next page on another host$/],
  [
    'a time that cannot be read',
    [page([{ ...RECORDING, creationTime: 1_705_363_199_500 }])],
    /without a time that can be read, or with one that cannot be right$/,
  ],
  [
    'a time in the far past',
    [page([{ ...RECORDING, creationTime: '0001-01-01T00:00:00Z' }])],
    /with one that cannot be right$/,
  ],
  ['repeated pages', [page([], NEXT), page([], NEXT)], /the pages repeat$/],
])('%s ends the query with one sentence that shows no secret', async (_, answers, message) => {
  const genesys = new Genesys(answers);
  const error: unknown = await genesys.read().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HttpError);
  expect(String(error)).toMatch(message);
  expect(String(error)).not.toMatch(/hush|token-/);
});
