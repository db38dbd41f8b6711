import { Secret } from '../../../core/secret';
import { LocalGenesys } from '../../../dev/vendors/genesys';
import { recordingReader } from '../../../vendors/genesys/recording-reader';
import type { StoreVerdict } from '../../../vendors/recording-reader';
import { serving } from '../registering';
import { ENV } from './world';

const PLACE = { bucket: 'acme-calls', prefix: 'recordings/' };

interface Change {
  readonly status?: string;
  readonly pathPrefix?: string;
  readonly secret?: string;
}

/** What the reader says of an organization with one connection. */
async function verdicts(
  { status = 'ACTIVE', pathPrefix = PLACE.prefix, secret = ENV.GENESYS_CLIENT_SECRET }: Change,
  api = new LocalGenesys(),
): Promise<readonly StoreVerdict[]> {
  let found: readonly StoreVerdict[] = [];
  api.connections.push({
    id: 'c-1',
    name: 'Calls',
    status,
    settings: { bucketName: PLACE.bucket, pathPrefix },
  });
  await serving([api.answer], async (url) => {
    const credentials = {
      GENESYS_CLIENT_ID: new Secret(ENV.GENESYS_CLIENT_ID),
      GENESYS_CLIENT_SECRET: new Secret(secret),
    };
    found =
      (await recordingReader.validate?.({
        ...PLACE,
        options: { login: url, api: url },
        credentials: () => Promise.resolve(credentials),
      })) ?? [];
  });
  return found;
}

const unregistered = (message: string) => [
  { link: 'registration', test: '', passed: false, message },
];

test('Genesys tries the connection of the store, and its answer names the link', async () => {
  expect(await verdicts({})).toEqual([
    { link: 'bucket', test: 'BUCKET_ACCESS', passed: true, message: '' },
  ]);
  const failing = new LocalGenesys();
  failing.verdict = 'FAILED';
  expect(await verdicts({}, failing)).toEqual([
    { link: 'bucket', test: 'BUCKET_ACCESS', passed: false, message: 'AccessDenied' },
  ]);
});

test('a connection that is off or writes elsewhere is the registration', async () => {
  expect(await verdicts({ status: 'INACTIVE' })).toEqual(
    unregistered('the connection c-1 is off, so Genesys writes nothing'),
  );
  expect(await verdicts({ pathPrefix: 'other/' })).toEqual(
    unregistered(
      'Genesys has no connection for "acme-calls" with the prefix "recordings/"; its connections for the bucket write to "other/"',
    ),
  );
});

test('credentials that Genesys does not accept are an error', async () => {
  await expect(verdicts({ secret: 'another' })).rejects.toMatchObject({ status: 401 });
});
