import type { Statement } from '../../core/policy';
import { type Attributes, examples, type Stack } from './synthesized';

const stacks = examples();
const eachStack = stacks.map((stack): [string, Stack] => [stack.id, stack]);

const buckets = (stack: Stack) =>
  stack.all('aws_s3_bucket').map(([name, attributes]) => ({
    name,
    kind: (attributes.tags as Record<string, string>)['storage-kind'],
    attributes,
  }));

/** The one resource of a type that belongs to a bucket. */
function linked(stack: Stack, type: string, bucket: string): Attributes {
  const found = stack
    .all(type)
    .filter(([, { bucket: of }]) => of === `\${aws_s3_bucket.${bucket}.id}`);
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? {};
}

const statements = (policy: unknown): Statement[] =>
  (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;

const identityPolicies = (stack: Stack) =>
  ['aws_iam_role_policy', 'aws_iam_group_policy'].flatMap((type) =>
    stack.all(type).flatMap(([, { policy }]) => statements(policy)),
  );

const many = (value: unknown) => [value].flat() as string[];

describe.each(eachStack)('%s', (id, stack) => {
  test('every bucket says what it holds', () => {
    for (const { kind } of buckets(stack)) expect(['recordings', 'logs', 'state']).toContain(kind);
  });

  test('S3-1: every bucket blocks all public access', () => {
    for (const { name } of buckets(stack)) {
      expect(linked(stack, 'aws_s3_bucket_public_access_block', name)).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
    }
  });

  test('S3-3: every bucket refuses plain HTTP, in a statement that says nothing else', () => {
    for (const { name } of buckets(stack)) {
      const arn = `\${aws_s3_bucket.${name}.arn}`;
      const { policy } = linked(stack, 'aws_s3_bucket_policy', name);
      expect(statements(policy)).toContainEqual({
        Sid: 'EnforceSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });

  test('S3-4: recordings and state are encrypted with a key of the stack, logs by S3', () => {
    for (const { name, kind } of buckets(stack)) {
      const type = 'aws_s3_bucket_server_side_encryption_configuration';
      const [rule] = linked(stack, type, name).rule as Attributes[];
      const key = expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/) as unknown;
      expect(rule).toEqual(
        kind === 'logs'
          ? {
              apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' },
              bucket_key_enabled: false,
            }
          : {
              apply_server_side_encryption_by_default: {
                sse_algorithm: 'aws:kms',
                kms_master_key_id: key,
              },
              bucket_key_enabled: true,
            },
      );
    }
  });

  test('S3-5, S3-6, S3-7: every bucket is versioned, and clears what that leaves behind', () => {
    for (const { name } of buckets(stack)) {
      expect(linked(stack, 'aws_s3_bucket_versioning', name)).toMatchObject({
        versioning_configuration: { status: 'Enabled' },
      });
      const rules = linked(stack, 'aws_s3_bucket_lifecycle_configuration', name)
        .rule as Attributes[];
      expect(rules.every(({ status }) => status === 'Enabled')).toBe(true);
      expect(rules.some((rule) => rule.noncurrent_version_expiration)).toBe(true);
      expect(rules).toContainEqual(
        expect.objectContaining({ expiration: [{ expired_object_delete_marker: true }] }),
      );
      expect(rules).toContainEqual(
        expect.objectContaining({
          filter: [{ prefix: '' }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        }),
      );
    }
  });

  test('S3-8: accesses to recordings and state are logged, to a log bucket', () => {
    const logs = buckets(stack).filter(({ kind }) => kind === 'logs');
    for (const { name } of buckets(stack).filter(({ kind }) => kind !== 'logs')) {
      const { target_bucket: target } = linked(stack, 'aws_s3_bucket_logging', name);
      const [, policy] = /aws_s3_bucket_policy\.(\w+)\.bucket/.exec(String(target)) ?? [];
      const owner = stack.all('aws_s3_bucket_policy').find(([each]) => each === policy)?.[1].bucket;
      expect(logs.map((each) => `\${aws_s3_bucket.${each.name}.id}`)).toContain(owner);
    }
  });

  test('S3-9: objects belong to the bucket’s owner, and there are no ACLs', () => {
    for (const { name } of buckets(stack)) {
      expect(linked(stack, 'aws_s3_bucket_ownership_controls', name)).toMatchObject({
        rule: { object_ownership: 'BucketOwnerEnforced' },
      });
    }
    expect(stack.types).not.toContain('aws_s3_bucket_acl');
  });

  test('S3-10, S3-11: a bucket policy only denies, except to log delivery, and locks nobody out', () => {
    for (const { name, kind } of buckets(stack)) {
      const all = statements(linked(stack, 'aws_s3_bucket_policy', name).policy);
      const allowed = all.filter(({ Effect }) => Effect === 'Allow').map((each) => each.Principal);
      expect(allowed).toEqual(kind === 'logs' ? [{ Service: 'logging.s3.amazonaws.com' }] : []);
      for (const { Condition } of all) expect(Object.keys(Condition ?? {})).not.toHaveLength(0);
      for (const { Action } of all) expect(many(Action)).not.toContain('s3:PutBucketPolicy');
    }
  });

  test('K-1 to K-5: keys rotate, are administered by the account, used by nobody at large', () => {
    const disposable = id.endsWith('-local');
    for (const [, key] of stack.all('aws_kms_key')) {
      expect(key).toMatchObject({
        enable_key_rotation: true,
        deletion_window_in_days: disposable ? 7 : 30,
        ...(disposable ? {} : { lifecycle: { prevent_destroy: true } }),
      });
      const [root, ...uses] = statements(key.policy);
      expect(many(root?.Action)).toContain('kms:PutKeyPolicy');
      expect(many(root?.Action).join()).not.toMatch(/crypt|DataKey|CreateGrant|\*/i);
      for (const use of uses) {
        expect(use.Condition?.StringEquals).toHaveProperty('kms:ViaService');
        expect(use.Principal).not.toBe('*');
        expect(many(use.Action)).not.toContain('kms:CreateGrant');
      }
    }
  });

  test('I-1 to I-6: no identity policy allows all of a service, or anything on everything', () => {
    for (const { Effect, Action, Resource } of identityPolicies(stack)) {
      if (Effect === 'Deny') continue;
      expect(many(Action).filter((action) => /^(\*|\w+:\*)$/.test(action))).toEqual([]);
      expect(many(Resource)).not.toContain('*');
    }
  });

  test('I-8, I-17: every role asks for one external id and lasts an hour, or what the vendor needs', () => {
    for (const [, role] of stack.all('aws_iam_role')) {
      const [trust] = statements(role.assume_role_policy);
      expect(trust?.Condition?.StringEquals).toHaveProperty('sts:ExternalId');
      expect(JSON.stringify(trust?.Principal)).not.toContain('"*"');
      expect([3_600, 43_200]).toContain(role.max_session_duration);
    }
  });

  test('I-10 to I-13, SM-3: users have a group, no policy, no login, no key; secrets are empty', () => {
    for (const type of [
      ...['aws_iam_user_policy', 'aws_iam_user_policy_attachment', 'aws_iam_user_login_profile'],
      ...['aws_iam_access_key', 'aws_secretsmanager_secret_version'],
    ]) {
      expect(stack.types).not.toContain(type);
    }
    expect(stack.all('aws_iam_group_membership')).toHaveLength(stack.all('aws_iam_user').length);
    for (const [, policy] of stack.all('aws_secretsmanager_secret_policy')) {
      expect(policy.block_public_policy).toBe(true);
    }
  });

  test('PR-1: there are credentials in it only for the local AWS', () => {
    const credentials = /"(access_key|secret_key|token)"/.test(stack.text);
    expect(credentials).toBe(id.endsWith('-local'));
  });

  test('what holds data cannot be destroyed, outside of the throw-away environment', () => {
    const disposable = id.endsWith('-local');
    for (const { attributes } of buckets(stack)) {
      expect(attributes.force_destroy).toBe(disposable);
      const { prevent_destroy: kept } = (attributes.lifecycle ?? {}) as Attributes;
      expect(kept ?? false).toBe(!disposable);
    }
  });
});
