import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
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

test('an empty register holds nothing', async () => {
  const isHeld = await new HoldRegister({ s3: keeping([]), bucket: 'b' }).readHeld();
  expect(isHeld({ place: 'recordings', key: 'a', versionId: 'v' })).toBe(false);
});
