import * as fs from 'node:fs';
import { InvalidEnvironmentsError } from '../../../config/invalid';
import { loadValid } from '../../../config/valid';
import { findStore } from '../../../cli/find-store';
import { refreshRanges } from '../../../cli/ranges/refresh';
import { readFolder } from '../../../config/files';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { FakeServer, json } from '../../http/fake-server';

const { environments, files } = loadValid(readFolder('test/access/environments'));
const found = findStore('calls-network-prod', environments);
const env = { GENESYS_CLIENT_ID: 'client', GENESYS_CLIENT_SECRET: 'hush-hush' };

const entry = (cidr: string, more: object = {}) => ({
  cidr,
  service: 'recording',
  region: 'eu-central-1',
  direction: 'outbound',
  ...more,
});
const FEED = {
  entities: [
    entry('52.1.0.0/25'),
    entry('52.1.0.128/25', { direction: 'both' }),
    entry('52.9.0.0/24', { region: 'us-east-1' }),
    entry('54.0.0.0/24', { direction: 'inbound' }),
    entry('203.0.113.0/24', { region: 'global', service: 'media' }),
  ],
};

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});
const saved = (feed: unknown) => {
  const file = `${temporary.path}/ranges.json`;
  fs.writeFileSync(file, JSON.stringify(feed));
  return file;
};
const fromFile = (feed: unknown, more: object = {}) =>
  refreshRanges({ found, files, from: saved(feed), env: {}, ...more });

test('only the outbound ranges of the region are used, merged', async () => {
  const { file, text, added, removed } = await fromFile(FEED);
  expect(file).toBe('test/access/environments/prod.yaml');
  expect({ added, removed }).toEqual({ added: ['52.1.0.0/24'], removed: ['2001:db8:0:1::/64'] });
  expect(text).toContain('cidrs: [203.0.113.0/24, 52.1.0.0/24]');
});

test('only the ranges of the given services are used', async () => {
  const { removed } = await fromFile(FEED, { services: ['recording'] });
  expect(removed).toEqual(['203.0.113.0/24', '2001:db8:0:1::/64']);
});

test.each([
  [{ entities: [] }, 'ranges-none-apply'],
  [{ entities: [entry('54.0.0.0/24', { direction: 'inbound' })] }, 'ranges-none-apply'],
  [{ ranges: [] }, 'ranges-feed'],
  ['<html>', 'ranges-feed'],
])('%j is refused as %s', async (feed, rule) => {
  await expect(fromFile(feed)).rejects.toThrow(rule);
});

test('ranges that exceed the size of a policy are refused at the store', async () => {
  const entities = Array.from({ length: 700 }, (_, i) =>
    entry(`52.${i % 256}.${(i >> 8) * 2}.0/24`),
  );
  await expect(fromFile({ entities })).rejects.toThrow(InvalidEnvironmentsError);
  await expect(fromFile({ entities })).rejects.toThrow('policy-size');
});

test('a feed of ranges that restrict nothing is refused', async () => {
  await expect(fromFile({ entities: [entry('0.0.0.0/0')] })).rejects.toThrow('cidr-restricts');
});

test.each([
  ['video-prod', {}, 'ranges-source-ip'],
  ['calls-network-prod', { from: 'no/such/file.json' }, 'no/such/file.json does not exist'],
  [
    'calls-network-prod',
    { from: 'api' },
    'GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET are not both set',
  ],
  ['daily-prod', { from: 'api' }, 'has no API that publishes its address ranges'],
])('%s with %j: %s', async (id, more, message) => {
  await expect(fromFile(FEED, { found: findStore(id, environments), ...more })).rejects.toThrow(
    message,
  );
});

test('the API is asked with a token, and an error never repeats the secret', async () => {
  let api = 200;
  const server = new FakeServer(({ url }, response) => {
    if (url === '/oauth/token') json(response, { access_token: 'a-token' });
    else json(response, FEED, { status: api });
  });
  const base = await server.start();
  const ask = () => refreshRanges({ found, files, from: 'api', env, local: base });
  try {
    await expect(ask()).resolves.toMatchObject({ added: ['52.1.0.0/24'] });
    const [token, feed] = server.seen;
    expect(token).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials',
      headers: { authorization: `Basic ${Buffer.from('client:hush-hush').toString('base64')}` },
    });
    expect(feed).toMatchObject({
      url: '/api/v2/ipranges',
      headers: { authorization: 'Bearer a-token' },
    });
    api = 403;
    const refused = await ask().catch(String);
    expect(refused).toContain('/api/v2/ipranges answered 403');
    expect(refused).not.toMatch(/hush|a-token|Basic/);
  } finally {
    await server.stop();
  }
});

test('a login without a token is an error', async () => {
  const server = new FakeServer((_, response) => {
    json(response, {});
  });
  const base = await server.start();
  const asked = refreshRanges({
    found,
    files,
    from: 'api',
    env,
    local: base,
  });
  await expect(asked).rejects.toThrow('answered without a token');
  await server.stop();
});
