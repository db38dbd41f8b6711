import { namedIn } from '../../../cli/existing/created';
import type { ExistingResource } from '../../../cli/existing/judge';
import { checkOnline, problemsOf } from '../../../cli/validate/online';
import { synthesize } from '../../../synth/synthesize';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';

const environments = environmentsOf([{ file: 'environments/prod.yaml', text: GOOD }]);
const [store] = environments[0]?.stores ?? [];
if (!store) throw new Error('the store does not exist');
const [stack] = synthesize({ environments, stacks: [store.id] });

/** Everything of the store, with tags of its own or others. */
const deployed = (change: Record<string, string> = {}): ExistingResource[] =>
  namedIn(stack?.text ?? '').map((created) => ({
    created,
    live: { id: created.name, tags: { ...created.tags, ...change }, empty: false },
  }));

test('a deployed store has no problem', () => {
  expect(deployed().length).toBeGreaterThan(3);
  expect(problemsOf(store, { existing: deployed(), unknown: [] })).toEqual([]);
});

test('a store that was deployed under a previous name has none, and one of another name has', () => {
  const existing = deployed({ store: 'before' });
  const renamed = { ...store, previousIds: ['before-prod'] };
  expect(problemsOf(renamed, { existing, unknown: [] })).toEqual([]);
  const problems = problemsOf({ ...store, previousIds: [] }, { existing, unknown: [] });
  expect(problems).toHaveLength(existing.length);
  expect(problems[0]).toMatchObject({ rule: 'name-not-taken', path: ['stores', store.name] });
});

test('a bucket of another account, and a secret that is to be deleted, are problems', () => {
  const [bucket] = deployed().filter(({ created }) => created.type === 'aws_s3_bucket');
  if (!bucket) throw new Error('there is no bucket');
  const secret: ExistingResource = {
    created: { ...bucket.created, type: 'aws_secretsmanager_secret', name: 'callvault/a/b' },
    live: { id: 'x', tags: bucket.live.tags, deletedOn: new Date('2026-12-20T10:00:00Z') },
  };
  const foreign = { ...bucket, live: { id: 'x', inaccessible: true as const } };
  const problems = problemsOf(store, { existing: [foreign, secret], unknown: [] });
  expect(problems.map(({ what, warning }) => [what, warning])).toEqual([
    [expect.stringContaining('another account owns it'), undefined],
    [expect.stringContaining('is to be deleted on 2026-12-20'), undefined],
  ]);
});

test('what AWS does not show is a warning', () => {
  const unknown = [
    { kind: 'refused', call: 'role a', link: 'bucket', answer: 'AccessDenied: no' },
  ] as const;
  expect(problemsOf(store, { existing: [], unknown })).toMatchObject([
    { what: 'AWS does not say whether role a exists: AccessDenied: no', warning: true },
  ]);
});

test('if AWS does not answer, the error says what was looked for', async () => {
  const server = answeringServer((asked) =>
    /GetCallerIdentity/.test(asked)
      ? { status: 200, body: CALLER_IDENTITY }
      : { status: 501, body: '<ErrorResponse><Error><Code>Broken</Code></Error></ErrorResponse>' },
  );
  const text = `
account: '123456789012'
region: us-east-1
type: throw-away
localAws: { endpoint: '${await server.start()}' }
state: { backend: local }
stores:
  meetings: { vendor: worqhat, bucket: acme-meetings-prod, externalId: 0d9a7c1e-6a0b-4a55, retention: { days: 90 } }
`;
  const files = [{ file: 'environments/prod.yaml', text }];
  const checked = checkOnline({
    files,
    environments: environmentsOf(files),
    onProgress: () => undefined,
  });
  await expect(checked.finally(() => server.stop())).rejects.toMatchObject({
    name: 'AwsRefusedError',
    what: expect.stringMatching(
      /^AWS did not answer as expected when looking for the names of meetings-prod: /,
    ) as string,
  });
});
