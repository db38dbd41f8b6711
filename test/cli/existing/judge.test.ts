import type { CreatedResource, NamedType } from '../../../cli/existing/created';
import { explainDeletion, judgeExisting } from '../../../cli/existing/judge';
import type { LiveResource } from '../../../cli/existing/reader';

const OWN = { 'managed-by': 'callvault', environment: 'prod', store: 'calls' };

/** A resource that is to be created, and the one that exists. */
function pair(
  type: NamedType,
  live: Partial<LiveResource>,
  created: Partial<CreatedResource> = {},
) {
  const name = created.name ?? 'acme-calls';
  return {
    created: { address: `${type}.A`, type, name, region: 'eu-central-1', tags: OWN, ...created },
    live: { id: name, ...live },
  };
}

const RECORDINGS = { tags: { ...OWN, 'storage-kind': 'recordings' } };
const LOGS = { tags: { ...OWN, 'storage-kind': 'logs' } };
const decide = (...all: Parameters<typeof pair>) => {
  const { imports, restores, problems } = judgeExisting([pair(...all)]);
  if (imports.length > 0) return 'imported';
  return restores.length > 0 ? 'restored' : (problems[0]?.what ?? '');
};

test.each([
  ['a role with the tags of the stack', pair('aws_iam_role', { tags: { ...OWN, more: 'x' } })],
  ['an alias of a key with them', pair('aws_kms_alias', { tags: OWN })],
  ['an empty group, which has no tags', pair('aws_iam_group', { empty: true })],
  ['an empty bucket with them', pair('aws_s3_bucket', { tags: OWN, empty: true }, RECORDINGS)],
  ['an empty bucket without tags', pair('aws_s3_bucket', { tags: {}, empty: true }, RECORDINGS)],
  ['a bucket of logs with them', pair('aws_s3_bucket', { tags: OWN, empty: false }, LOGS)],
  [
    'a secret in the folder of callvault',
    pair('aws_secretsmanager_secret', { tags: {} }, { name: 'callvault/calls-prod/access-key' }),
  ],
])('%s is imported', (_, each) => {
  expect(judgeExisting([each])).toEqual({ imports: [each], restores: [], problems: [] });
});

test.each<[string, Parameters<typeof pair>, string]>([
  [
    'a role of another store',
    ['aws_iam_role', { tags: { ...OWN, store: 'phone' } }],
    'role acme-calls exists, and does not have the tags of this stack',
  ],
  [
    'a role without tags',
    ['aws_iam_role', { tags: {} }],
    'role acme-calls exists, and does not have the tags of this stack',
  ],
  [
    'a group with users',
    ['aws_iam_group', { empty: false }],
    'group acme-calls exists, and does not have the tags of this stack',
  ],
  [
    'a bucket with objects',
    ['aws_s3_bucket', { tags: {}, empty: false }, RECORDINGS],
    'bucket acme-calls exists in this account and contains objects',
  ],
  [
    'a bucket whose versions cannot be listed',
    ['aws_s3_bucket', { tags: {} }, RECORDINGS],
    'bucket acme-calls exists in this account and may contain objects',
  ],
  [
    'an empty bucket of another system',
    ['aws_s3_bucket', { tags: { team: 'x' }, empty: true }, RECORDINGS],
    'bucket acme-calls exists in this account',
  ],
  [
    'a bucket with recordings and the tags of the stack',
    ['aws_s3_bucket', { tags: OWN, empty: false }, RECORDINGS],
    'bucket acme-calls exists with recordings and the tags of this stack, whose state does not contain it',
  ],
  [
    'a bucket of another account',
    ['aws_s3_bucket', { inaccessible: true }, RECORDINGS],
    'bucket acme-calls exists: another account owns it, or these credentials have no access to it',
  ],
  [
    'an empty bucket in another region',
    ['aws_s3_bucket', { otherRegion: 'eu-west-1', empty: true }, RECORDINGS],
    'bucket acme-calls exists in eu-west-1, and the stack creates it in eu-central-1',
  ],
  [
    'a role of the stack that would replace another',
    ['aws_iam_role', { tags: OWN }, { replaces: true }],
    'role acme-calls exists, and would replace a role of another name',
  ],
])('%s is refused', (_, each, what) => {
  expect(decide(...each)).toBe(what);
});

test('without tags of its own, a stack owns nothing', () => {
  expect(decide('aws_iam_role', { tags: { a: 'b' } }, { tags: {} })).toContain('exists');
});

test('a secret that is to be deleted is restored, unless it belongs to another stack', () => {
  const deletedOn = new Date('2026-12-20T10:00:00Z');
  const secret = pair('aws_secretsmanager_secret', { deletedOn, tags: OWN }, { name: 'own/name' });
  expect(judgeExisting([secret]).restores).toEqual([secret]);
  expect(explainDeletion(secret)).toEqual({
    address: 'aws_secretsmanager_secret.A',
    what: 'secret own/name is to be deleted on 2026-12-20, and keeps its name until then',
    fix: 'Run aws secretsmanager restore-secret --secret-id own/name, and plan again: the secret is then imported. callvault deploy does both.',
  });
  const other = pair('aws_secretsmanager_secret', { deletedOn, tags: {} }, { name: 'own/name' });
  expect(judgeExisting([other]).problems).toHaveLength(1);
});
