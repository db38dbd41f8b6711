import {
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { tryReadVersion } from '../../recordings/versions';

const VERSION = { id: 'v1', created: 0, size: 1, storageClass: 'STANDARD' };

const refusal = (httpStatusCode: number, name: string, message = 'UnknownError') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

/** Reads a version that S3 says nothing about without the key of the uploader. */
function readEncrypted(retention: object, hold: object) {
  const answer = (command: object) => {
    if (command instanceof HeadObjectCommand) return refusal(400, 'BadRequest');
    if (command instanceof GetObjectRetentionCommand) return retention;
    if (command instanceof GetObjectLegalHoldCommand) return hold;
    throw new Error('unexpected');
  };
  const send = (command: object) => {
    const answered = answer(command);
    return answered instanceof Error ? Promise.reject(answered) : Promise.resolve(answered);
  };
  return tryReadVersion({ s3: { send } as unknown as S3Client, bucket: 'b' }, 'a', VERSION);
}

test('the locks of a version are read that is encrypted with a key of the uploader', async () => {
  const RetainUntilDate = new Date('2030-01-01');
  const locked = await readEncrypted(
    { Retention: { RetainUntilDate } },
    { LegalHold: { Status: 'ON' } },
  );
  expect(locked?.version).toMatchObject({ lockedUntil: RetainUntilDate.getTime(), held: true });
});

test.each([
  refusal(404, 'NoSuchObjectLockConfiguration'),
  refusal(400, 'InvalidRequest', 'Bucket is missing Object Lock Configuration'),
])('without a lock, such a version is not locked: %s', async (missing) => {
  const read = await readEncrypted(missing, missing);
  expect(read?.version).toMatchObject({ ...VERSION, held: false });
});

test('what else S3 refuses is not taken for a version without locks', async () => {
  const denied = refusal(403, 'AccessDenied', 'no');
  await expect(readEncrypted(denied, denied)).rejects.toBe(denied);
});
