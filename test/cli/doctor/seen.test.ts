import { countSeen, look, refusals } from '../../../cli/doctor/seen';

const sight = { asked: 'iam:GetRole a', link: 'role' } as const;

function failing(name: string, status: number): () => Promise<string> {
  const error = Object.assign(new Error('message'), { $metadata: { httpStatusCode: status } });
  error.name = name;
  return () => Promise.reject(error);
}

test('what is there is its value', async () => {
  await expect(look(sight, () => Promise.resolve('a'))).resolves.toEqual({
    ...{ kind: 'value', value: 'a' },
  });
});

test.each([
  ['NoSuchEntityException', 404],
  ['NoSuchBucketPolicy', 404],
  ['NotFoundException', 400],
  ['ResourceNotFoundException', 400],
  ['ServerSideEncryptionConfigurationNotFoundError', 404],
  ['NotFound', 404],
])('%s with status %d is what is not there', async (name, status) => {
  await expect(look(sight, failing(name, status))).resolves.toEqual({ kind: 'missing' });
});

test('what is there and empty is missing as well', async () => {
  await expect(look(sight, () => Promise.resolve(undefined))).resolves.toEqual({
    kind: 'missing',
  });
});

test.each([
  ['AccessDenied', 403],
  ['AccessDeniedException', 400],
  ['403', 403],
  ['DecryptionFailure', 400],
])('%s with status %d is what is refused', async (name, status) => {
  await expect(look(sight, failing(name, status))).resolves.toEqual({
    ...{ kind: 'refused', ...sight, answer: `${name}: message` },
  });
});

test.each([
  ['SlowDown', 503],
  ['ThrottlingException', 400],
  ['TooManyRequestsException', 429],
])('%s with status %d says neither, and is thrown', async (name, status) => {
  await expect(look(sight, failing(name, status))).rejects.toMatchObject({ name });
});

test('refusals are found at whatever depth, and what was seen is counted', () => {
  const refused = { kind: 'refused', ...sight, answer: 'no' } as const;
  const live = { a: { b: refused }, c: { kind: 'missing' }, d: { kind: 'value', value: [1] } };
  expect(refusals(live)).toEqual([refused]);
  expect(countSeen(live)).toBe(2);
  expect(countSeen({ a: refused })).toBe(0);
});
