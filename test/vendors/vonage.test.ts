import { Secret } from '../../core/secret';
import { LocalVonage, VONAGE_PROJECT, VONAGE_READINGS } from '../../dev/vendors/vonage';
import type { VendorServer } from '../../dev/vendors/server';
import type { RegistrationContext } from '../../vendors/registration';
import { vonage } from '../../vendors/vonage';
import { vonageRegistration } from '../../vendors/vonage/registration';
import { context, KEY, memoryNotes, on, reset, serving, status, take } from './registering';
import { resolve } from './resolve';

const ENV = { OPENTOK_API_KEY: VONAGE_PROJECT.key, OPENTOK_API_SECRET: VONAGE_PROJECT.secret };
const STORAGE = /\/archive\/storage$/;

const SETTINGS = { vendor: 'vonage', project: VONAGE_PROJECT.key };
const { store, identity, problems } = resolve(SETTINGS);

const TARGET = {
  type: 's3',
  config: {
    bucket: 'acme',
    accessKey: KEY.accessKeyId,
    secretKey: KEY.secretAccessKey.reveal(),
    sse: 's3',
  },
  fallback: 'opentok',
};

interface World {
  readonly api: LocalVonage;
  readonly server: VendorServer;
  readonly notes: ReturnType<typeof memoryNotes>;
  readonly register: (more?: Partial<RegistrationContext>) => ReturnType<typeof vonageRegistration>;
}

/** Runs a test with a local Vonage, and notes that all registrations share. */
async function withVonage(use: (world: World) => Promise<void>, own = store): Promise<void> {
  const api = new LocalVonage();
  const notes = memoryNotes();
  await serving([api.answer], async (url, server) => {
    const register: World['register'] = (more) =>
      vonageRegistration(own as never, context(url, ENV, { notes, ...more }));
    await use({ api, server, notes, register });
  });
}

const ids = async (registration: ReturnType<World['register']>) =>
  (await registration.inspect()).map(({ id }) => id);

test('the user may do what Vonage’s page asks, in the folder of the project, without a key', () => {
  const allowed = identity.filter(({ Effect }) => Effect === 'Allow');
  expect(allowed.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [['s3:ListBucket'], 'arn:aws:s3:::acme'],
    [
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      'arn:aws:s3:::acme/45828062/*',
    ],
  ]);
  expect(store.encryption).toBe('sse-s3');
  expect(problems).toEqual([]);
});

test.each([
  [{ prefix: '' }, []],
  [{ prefix: '45828062/' }, []],
  [{ prefix: 'recordings/' }, ['vonage-prefix']],
  [{ region: 'eu-west-1' }, []],
])('a store with %j: %j', (settings, expected) => {
  expect(resolve({ ...SETTINGS, ...settings }).problems.map(({ rule }) => rule)).toEqual(expected);
});

test('a second store of a project is refused, because a project has one archive storage', () => {
  const claim = vonage.exclusive?.(store as never);
  expect(claim?.name).toBe('45828062');
  expect(claim?.refuse('other-prod')).toMatchObject({
    rule: 'vonage-project-once',
    what: 'other-prod is already the store of the project 45828062, which has one archive storage',
  });
});

test('a bucket in Beijing is refused', () => {
  const beijing = { ...store, region: 'cn-north-1' };
  expect(vonage.check(beijing as never).map(({ rule }) => rule)).toEqual(['vonage-region']);
});

test.each(['acme', '4582', '8a4f5e0c-1d0e-4a73-8a6f-0c7f0a9d2f10'])(
  '%s is not an API key of an OpenTok project',
  (project) => {
    expect(
      vonage.settings.safeParse({ ...SETTINGS, bucket: 'b', retention: { days: 1 }, project })
        .success,
    ).toBe(false);
  },
);

describe.each(VONAGE_READINGS)('read as %j', (reading) => {
  test('the storage is set once, deleted once, and set again', async () => {
    await withVonage(async ({ api, server, notes, register }) => {
      api.reading = reading;
      expect(await ids(register())).toEqual(['vonage-storage-unknown']);
      expect(await take(register())).toEqual(['Archives of 45828062 are uploaded to acme.']);
      expect(api.storage).toEqual(TARGET);
      expect(await ids(register())).toEqual([]);
      server.reset();
      expect(await take(register())).toEqual(['=']);
      expect(server.count('PUT', STORAGE)).toBe(0);
      expect(await take(register({ prove: true }))).not.toEqual(['=']);

      const stop = () => take({ steps: register().disconnect });
      expect(await stop()).toEqual(['Archives of 45828062 are stored at Vonage.']);
      expect([api.storage, notes.note]).toEqual([undefined, undefined]);
      server.reset();
      expect(await stop()).toEqual(['=']);
      expect(server.count('DELETE', STORAGE)).toBe(0);
      await take(register());
      expect(await ids(register())).toEqual([]);
    });
  });

  test('a run that was killed between the request and its note is finished by the next', async () => {
    for (const [method, left] of [
      ['PUT', TARGET],
      ['DELETE', undefined],
    ] as const) {
      await withVonage(async ({ api, notes, register }) => {
        api.reading = reading;
        const steps = () => (method === 'PUT' ? register().steps : register().disconnect);
        if (method === 'DELETE') await take(register());
        const killed = {
          ...notes,
          [method === 'PUT' ? 'write' : 'remove']: () => Promise.reject(new Error('killed')),
        };
        const first = register({ notes: killed });
        await expect(
          take({ steps: method === 'PUT' ? first.steps : first.disconnect }),
        ).rejects.toThrow('killed');
        await take({ steps: steps() });
        expect(api.storage).toEqual(left);
        expect(await take({ steps: steps() })).toEqual(['=']);
      });
    }
  });
});

test('what the project has now is not shown, so it is replaced and deleted with consent only', async () => {
  await withVonage(async ({ register }) => {
    const [step] = register().steps;
    expect((await step?.plan())?.loses).toBe(
      'Vonage does not show the archive storage that the project has now. It would be replaced, if the project has one',
    );
    await take(register());
    const key = () => ({ ...KEY, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' });
    const [again] = register({ key }).steps;
    expect((await again?.plan())?.loses).toBeUndefined();
    const [off] = register().disconnect;
    expect((await off?.plan())?.loses).toMatch(
      /^the archive storage that 45828062 has now would be/,
    );
    expect(register().notShown?.()).toEqual(['the archive storage, which was set by callvault']);
  });
});

test('a request whose answer is lost is sent again, and is known not to be done if it fails', async () => {
  await withVonage(async ({ api, server, notes, register }) => {
    server.inject({ when: on('PUT', STORAGE), answer: reset, afterwards: true });
    await take(register());
    expect(api.storage).toEqual(TARGET);
    server.inject({ when: on('PUT', STORAGE), answer: status(400) });
    await expect(take(register({ prove: true }))).rejects.toMatchObject({ status: 400 });
    expect(notes.note?.done).toBe(false);
    expect(await ids(register())).toEqual(['vonage-storage-unknown']);
    expect(await take(register())).toEqual(['Archives of 45828062 are uploaded to acme.']);
  });
});

test('a new key replaces the old one, which is forgotten only then', async () => {
  await withVonage(async ({ api, register }) => {
    await take(register());
    const next = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: new Secret('new') };
    const key = () => next;
    expect(await ids(register({ key }))).toEqual(['vonage-storage-other']);
    await expect(register({ key }).forget?.(KEY.accessKeyId)).rejects.toThrow('still has AKIA');
    await take(register({ key }));
    expect(api.storage?.config).toMatchObject({ accessKey: next.accessKeyId, secretKey: 'new' });
    expect(await ids(register({ key }))).toEqual([]);
    await expect(register({ key }).forget?.(KEY.accessKeyId)).resolves.toMatch(/^It is not in/);
  });
});

test.each([
  [['uploaded'], []],
  [['available', 'uploaded'], ['vonage-not-uploaded']],
  [['expired'], ['vonage-not-uploaded']],
  [['uploaded', 'available'], []],
  [['started', 'paused', 'stopped', 'failed', 'uploaded'], []],
])('newest archives that are %j: %j', async (statuses, expected) => {
  await withVonage(async ({ api, register }) => {
    api.archives.push({ id: 'before', status: 'available', createdAt: 1 });
    await take(register());
    const newest = Date.now() + 1_000;
    api.archives.unshift(
      ...statuses.map((each, index) => ({ id: each, status: each, createdAt: newest - index })),
    );
    expect(await ids(register())).toEqual(expected);
  });
});

test('the fallback of the file is sent, and changed', async () => {
  await withVonage(async ({ api, register }) => {
    await take(register());
    expect(api.storage?.fallback).toBe('opentok');
    const other = resolve({ ...SETTINGS, fallback: 'none' }).store;
    await withVonage(async (world) => {
      await take(world.register());
      expect(world.api.storage?.fallback).toBe('none');
    }, other);
  });
});

test('the credentials of another project are refused before anything is sent', async () => {
  const other = resolve({ ...SETTINGS, project: '11111111' }).store;
  await withVonage(async ({ api, server, register }) => {
    expect(await ids(register())).toEqual(['vonage-project']);
    await expect(take(register())).rejects.toThrow(
      'belong to the project 45828062, not to 11111111',
    );
    await expect(take({ steps: register().disconnect })).rejects.toThrow('vonage-project');
    expect([api.storage, server.seen]).toEqual([undefined, []]);
  }, other);
});

test('without a storage of callvault, disconnect leaves the one that a person has set', async () => {
  await withVonage(async ({ api, register }) => {
    api.storage = TARGET;
    expect(await take({ steps: register().disconnect })).toEqual(['=']);
    expect(api.storage).toEqual(TARGET);
  });
});

test('plans, outputs for hand work and errors show no secret', async () => {
  await withVonage(async ({ server, register }) => {
    const [step] = register().steps;
    expect(JSON.stringify((await step?.plan())?.requests)).not.toContain(
      KEY.secretAccessKey.reveal(),
    );
    const before = await register({ key: () => undefined }).steps[0]?.plan();
    expect(JSON.stringify(before?.requests)).toContain('<id of the new access key>');
    expect(before?.act).toBeUndefined();
    expect(vonage.byHand?.(store as never, {})).toEqual({
      archive_storage: {
        ...TARGET,
        config: {
          bucket: 'acme',
          sse: 's3',
          accessKey: '<accessKeyId in the secret callvault/calls-prod/access-key>',
          secretKey: '<secretAccessKey in the secret callvault/calls-prod/access-key>',
        },
      },
    });
    const credentials = () =>
      Promise.resolve({ a: new Secret(VONAGE_PROJECT.key), b: new Secret('wrong-secret') });
    const error: unknown = await register({ credentials })
      .inspect()
      .catch((each: unknown) => each);
    expect(String(error)).toContain('403');
    expect(String(error)).not.toContain('wrong-secret');
    const body = { message: `no ${KEY.secretAccessKey.reveal()}` };
    server.inject({ when: on('PUT', STORAGE), answer: status(400, body) });
    const refused: unknown = await take(register()).catch((each: unknown) => each);
    expect(String(refused)).not.toContain(KEY.secretAccessKey.reveal());
  });
});
