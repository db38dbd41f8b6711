import { KEY, take } from '../registering';
import { ids, NAME, world, type World } from './world';

const MOVED = `    prefix: calls/
    pathPattern: calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}
    previousPaths: [{ prefix: recordings/ }]
`;

/** A live connection as it was before the path was moved. */
async function liveConnection({ api, register, connection }: World, name = NAME): Promise<void> {
  await take(register());
  const settings = { ...(connection().settings as object), pathPrefix: 'recordings/' };
  api.connections[0] = { ...connection(), name, settings };
}

const prefixes = ({ api }: World) =>
  api.connections.map(({ settings, status }) => [
    (settings as { pathPrefix: string }).pathPrefix,
    status,
  ]);

test('after a move the live connection keeps its prefix, and the store gets a second one', async () => {
  await world(async (all) => {
    const { api, register, connection, server } = all;
    await liveConnection(all);
    const live = { ...connection() };
    server.reset();
    const [created] = await take(register());
    expect(api.connections[0]).toEqual(live);
    expect(prefixes(all)).toEqual([
      ['recordings/', 'ACTIVE'],
      ['calls/', 'ACTIVE'],
    ]);
    const [, second] = api.connections;
    expect(second?.name).toBe(`${NAME} (calls/)`);
    expect(created).toBe(
      `Created ${second?.id ?? ''}; it is off until it is validated. ${live.id} stays as it is, for recordings/.`,
    );
    expect(await ids(register())).toEqual([]);
    expect(await take(register())).toEqual(['=', '=', 'BUCKET_ACCESS: passed.', '=']);
    expect(api.connections).toHaveLength(2);
  }, MOVED);
});

test('a second connection that was made by hand is adopted, with its name', async () => {
  await world(async (all) => {
    const { api, register, connection } = all;
    await liveConnection(all);
    const settings = { ...(connection().settings as object), pathPrefix: 'calls/' };
    api.connections.push({ ...connection(), id: 'second', name: 'Calls', settings });
    const before = structuredClone(api.connections);
    await take(register());
    expect(api.connections).toEqual(before);
    expect(await ids(register())).toEqual([]);
  }, MOVED);
});

test('a prefix that was changed at Genesys is not changed back: the connection is live', async () => {
  await world(async (all) => {
    const { api, register, connection } = all;
    await take(register());
    const settings = { ...(connection().settings as object), pathPrefix: 'elsewhere/' };
    api.connections[0] = { ...connection(), settings };
    expect(await ids(register())).toEqual(['genesys-connection-missing']);
    await take(register());
    expect(prefixes(all)).toEqual([
      ['elsewhere/', 'ACTIVE'],
      ['recordings/', 'ACTIVE'],
    ]);
    expect(await ids(register())).toEqual([]);
  });
});

test('the connection for the previous path gets a new key too, and keeps its prefix', async () => {
  await world(async (all) => {
    const { api, register } = all;
    await liveConnection(all);
    await take(register());
    const key = () => ({ ...KEY, accessKeyId: 'AKIAOTHER' });
    expect((await register({ key }).inspect()).map(({ what }) => what)).toEqual([
      "the connection's settings.accessKeyId differs from the store",
      "the connection's settings.accessKeyId differs from the store",
    ]);
    await take(register({ key }));
    expect(api.connections.map(({ settings }) => settings)).toMatchObject([
      { accessKeyId: 'AKIAOTHER', pathPrefix: 'recordings/' },
      { accessKeyId: 'AKIAOTHER', pathPrefix: 'calls/' },
    ]);
    expect(await register({ key }).inspect()).toEqual([]);
  }, `${MOVED}    access: user\n`);
});

test('the vendor is stopped on both paths', async () => {
  await world(async (all) => {
    const { register } = all;
    await liveConnection(all);
    await take(register());
    await take({ steps: register().disconnect });
    expect(prefixes(all)).toEqual([
      ['recordings/', 'INACTIVE'],
      ['calls/', 'INACTIVE'],
    ]);
    expect(await take({ steps: register().disconnect })).toEqual(['=']);
  }, MOVED);
});

test('what a change of the connection for the previous path gives up needs --yes', async () => {
  const primary =
    '    storageMode: PRIMARY\n    acknowledge: primary-breaks-transcription-quality-monitoring-and-playback\n';
  await world(async (all) => {
    const { api, register, connection } = all;
    await take(register());
    const settings = {
      ...(connection().settings as object),
      pathPrefix: 'recordings/',
      storageMode: 'DUAL',
    };
    api.connections.push({ ...connection(), id: 'previous', name: 'Previous', settings });
    await expect(register().steps[1]?.plan()).resolves.toMatchObject({
      loses: 'From then on Genesys would delete its own copy of each recording',
    });
  }, `${MOVED}${primary}`);
});
