import { countObserved, lookUp, readStoredPolicy, refusals } from '../../../cli/doctor/observed';

const lookup = { call: 'iam:GetRole a', link: 'role' } as const;

function failing(name: string, status: number): () => Promise<string> {
  const error = Object.assign(new Error('message'), { $metadata: { httpStatusCode: status } });
  error.name = name;
  return () => Promise.reject(error);
}

test('a resource that exists is its value', async () => {
  await expect(lookUp(lookup, () => Promise.resolve('a'))).resolves.toEqual({
    kind: 'value',
    value: 'a',
  });
});

test.each([
  ['NoSuchEntityException', 404],
  ['NoSuchBucketPolicy', 404],
  ['NotFoundException', 400],
  ['ResourceNotFoundException', 400],
  ['ServerSideEncryptionConfigurationNotFoundError', 404],
  ['NotFound', 404],
])('%s with status %d means that the resource is missing', async (name, status) => {
  await expect(lookUp(lookup, failing(name, status))).resolves.toEqual({ kind: 'missing' });
});

test('an empty answer means that the resource is missing', async () => {
  await expect(lookUp(lookup, () => Promise.resolve(undefined))).resolves.toEqual({
    kind: 'missing',
  });
});

test.each([
  ['AccessDenied', 403],
  ['AccessDeniedException', 400],
  ['403', 403],
  ['DecryptionFailure', 400],
])('%s with status %d is a refusal', async (name, status) => {
  await expect(lookUp(lookup, failing(name, status))).resolves.toEqual({
    kind: 'refused',
    ...lookup,
    answer: `${name}: message`,
  });
});

test.each([
  ['SlowDown', 503],
  ['ThrottlingException', 400],
  ['TooManyRequestsException', 429],
])('%s with status %d says nothing about the resource and is thrown', async (name, status) => {
  await expect(lookUp(lookup, failing(name, status))).rejects.toMatchObject({ name });
});

test('refusals are found at any depth, and answered lookups are counted', () => {
  const refused = { kind: 'refused', ...lookup, answer: 'no' } as const;
  const live = { a: { b: refused }, c: { kind: 'missing' }, d: { kind: 'value', value: [1] } };
  expect(refusals(live)).toEqual([refused]);
  expect(countObserved(live)).toBe(2);
  expect(countObserved({ a: refused })).toBe(0);
});

test('a policy that cannot be read is a refusal and is not taken for a missing policy', async () => {
  const unknown = '{"Statement":{"Effect":"Allow","Acton":"s3:*"}}';
  const send = () => Promise.resolve(readStoredPolicy(unknown));
  await expect(lookUp(lookup, send)).resolves.toEqual({
    kind: 'refused',
    ...lookup,
    answer: 'the policy cannot be read: it has "Acton"',
    unreadable: true,
  });
});
