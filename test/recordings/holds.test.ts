import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { HoldRegister } from '../../recordings/holds';
import type { StoredPlace } from '../../recordings/places';

/** A client that keeps keys, and lists them one at a time. */
function keeping(keys: string[]): S3Client {
  const s3 = new S3Client({ region: 'eu-central-1' });
  s3.send = ((command: object) => {
    if (command instanceof PutObjectCommand) keys.push(command.input.Key ?? '');
    if (!(command instanceof ListObjectsV2Command)) return Promise.resolve({});
    const { Prefix = '', ContinuationToken = '0' } = command.input;
    const all = keys.filter((key) => key.startsWith(Prefix)).sort();
    const next = Number(ContinuationToken) + 1;
    return Promise.resolve({
      Contents: all.slice(next - 1, next).map((Key) => ({ Key })),
      IsTruncated: next < all.length,
      NextContinuationToken: next < all.length ? String(next) : undefined,
    });
  }) as typeof s3.send;
  return s3;
}

/** A client that also removes keys, and keeps what legal holds are set to. */
function locking(missing = false) {
  const keys: string[] = [];
  const statuses: string[] = [];
  const s3 = keeping(keys);
  const send = s3.send.bind(s3);
  s3.send = ((command: Parameters<typeof send>[0]) => {
    if (command instanceof DeleteObjectCommand) {
      const at = keys.indexOf(command.input.Key ?? '');
      if (at >= 0) keys.splice(at, 1);
    }
    if (!(command instanceof PutObjectLegalHoldCommand)) return send(command);
    if (missing) return Promise.reject(Object.assign(new Error(), { name: 'NoSuchVersion' }));
    statuses.push(command.input.LegalHold?.Status ?? '');
    return Promise.resolve({});
  }) as typeof s3.send;
  return { s3, statuses, keys };
}

test('a version that was removed before it could be held is in no register', async () => {
  const { s3, keys } = locking(true);
  const place: StoredPlace = { kind: 'recordings', s3, bucket: 'acme' };
  const version = { place: 'recordings', key: 'a', versionId: 'v1' } as const;
  expect(await new HoldRegister({ s3, bucket: 'b' }).hold(place, version, 'smith')).toBe(false);
  expect(keys).toEqual([]);
});

test('the whole register says of each version and copy whether a case holds it', async () => {
  const s3 = keeping(['cases/smith.json', 'holds/cases/smith.json']);
  const register = new HoldRegister({ s3, bucket: 'acme-reports' });
  const place: StoredPlace = { kind: 'recordings', s3, bucket: 'acme' };
  const held = { place: 'recordings', key: 'a', versionId: 'v1' } as const;
  await register.hold(place, held, 'smith');
  await register.hold(place, { ...held, key: 'b' }, 'smith');
  await register.hold(place, held, 'jones');
  const isHeld = await register.readHeld();
  expect([
    isHeld(held),
    isHeld({ ...held, key: 'b' }),
    isHeld({ ...held, versionId: 'v2' }),
    isHeld({ ...held, versionId: 'v' }),
    isHeld({ ...held, place: 'replica' }),
    isHeld({ ...held, key: 'c' }),
  ]).toEqual([true, true, false, false, false, false]);
  expect(await register.countHeld()).toEqual({
    cases: ['jones', 'smith'],
    versions: 2,
    complete: true,
  });
  expect(await register.countHeld(1)).toMatchObject({ versions: 1, complete: false });
});

test('a release that was killed before it set the hold of another case again sets it when it is repeated', async () => {
  const { s3, statuses } = locking();
  const register = new HoldRegister({ s3, bucket: 'acme-reports' });
  const place: StoredPlace = { kind: 'recordings', s3, bucket: 'acme' };
  const version = { place: 'recordings', key: 'a', versionId: 'v1' } as const;
  await register.hold(place, version, 'jones');
  // What a release of another case did before it was killed.
  statuses.push('OFF');
  await register.release(place, version, 'smith');
  expect(statuses.at(-1)).toBe('ON');
  await register.release(place, version, 'jones');
  expect(statuses.at(-1)).toBe('OFF');
});

test('an empty register holds nothing', async () => {
  const isHeld = await new HoldRegister({ s3: keeping([]), bucket: 'b' }).readHeld();
  expect(isHeld({ place: 'recordings', key: 'a', versionId: 'v' })).toBe(false);
});
