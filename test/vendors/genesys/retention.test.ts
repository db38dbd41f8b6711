import { Secret } from '../../../core/secret';
import { HttpError } from '../../../http/error';
import { GenesysApi } from '../../../vendors/genesys/api';
import { compareRetention } from '../../../vendors/genesys/retention';
import { FakeServer, json } from '../../http/fake-server';

const keep = (days: unknown) => ({ retentionDuration: { deleteRetention: { days } } });

/** Compares policies, which Genesys lists in pages of 100. */
async function compare(policies: readonly unknown[] | undefined) {
  const server = new FakeServer(({ url }, response) => {
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
    return await compareRetention(api, 730);
  } finally {
    await server.stop();
  }
}

test('policies with the days of the store are accepted', async () => {
  expect(await compare([])).toEqual([]);
  expect(await compare([{ name: 'All', enabled: true, actions: keep(730) }])).toEqual([]);
  expect(await compare([{ name: 'None', enabled: true, actions: {} }])).toEqual([]);
});

test('a day more or less is reported for policies that are on, in both places with days', async () => {
  const policies = [
    { name: 'Short', enabled: true, actions: keep(729) },
    { name: 'Long', enabled: true, actions: keep(731) },
    { name: 'Off', enabled: false, actions: keep(1) },
    {
      name: 'Calls only',
      enabled: true,
      actions: keep(730),
      mediaPolicies: { callPolicy: { actions: keep(90) }, chatPolicy: { actions: keep(730) } },
    },
  ];
  expect((await compare(policies)).map(({ key, detail }) => `${key} ${detail ?? ''}`)).toEqual([
    'retention policy "Short" deletes after 729 days, and vendorRetentionDays is 730',
    'retention policy "Long" deletes after 731 days, and vendorRetentionDays is 730',
    'retention policy "Calls only" deletes for calls after 90 days, and vendorRetentionDays is 730',
  ]);
});

test('every page is read', async () => {
  const policies = Array.from({ length: 101 }, (_, index) => ({
    name: `P${index}`,
    enabled: true,
    actions: keep(index === 100 ? 1 : 730),
  }));
  expect((await compare(policies)).map(({ key }) => key)).toEqual(['retention policy "P100"']);
});

test('an answer without policies is an error, not a success', async () => {
  await expect(compare(undefined)).rejects.toThrow(HttpError);
});
