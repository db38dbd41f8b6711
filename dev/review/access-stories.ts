import {
  add,
  all,
  type AnyStatement,
  change,
  policy,
  remove,
  set,
  statement,
  type Values,
} from './edit';
import type { Story } from './story';

const BUCKET_POLICY = ['aws_s3_bucket_policy', 'Recordings', 'policy'] as const;
const ROLE_POLICY = ['aws_iam_role_policy', 'Access', 'policy'] as const;
const KEY_POLICY = ['aws_kms_key', 'RecordingsKey', 'policy'] as const;
const TRUST = ['aws_iam_role', 'Access', 'assume_role_policy'] as const;

const without = (sid: string) => (statements: AnyStatement[]) =>
  statements.filter(({ Sid }) => Sid !== sid);

const omit = (values: Values, key: string): Values =>
  Object.fromEntries(Object.entries(values).filter(([each]) => each !== key));

const READER = '      - arn:aws:iam::123456789012:role/compliance\n';

/** Changes that give broader access. */
export const ACCESS_STORIES: readonly Story[] = [
  {
    name: 'allow-added',
    stack: 'meetings-prod',
    code: policy(ROLE_POLICY, (statements) => [
      ...statements,
      {
        Sid: 'Tidy',
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: 'arn:aws:s3:::acme-meetings-prod/*',
      },
    ]),
    findings: ['allow-added'],
  },
  {
    name: 'allow-widened',
    stack: 'video-prod',
    code: policy(
      ['aws_iam_group_policy', 'Access', 'policy'],
      statement('UploadUserAllowPutObject', (found) => ({
        ...found,
        Action: [...([found.Action].flat() as string[]), 's3:GetObject'],
      })),
    ),
    findings: ['allow-widened'],
  },
  {
    name: 'reader-added',
    stack: 'calls-prod',
    yaml: [[READER, `${READER}      - arn:aws:iam::123456789012:role/analysts\n`]],
    findings: ['principal-added', 'principal-added'],
  },
  {
    name: 'vendor-account-added',
    stack: 'meetings-prod',
    code: policy(
      TRUST,
      statement('VendorAssumesRole', (found) => ({
        ...found,
        Principal: { AWS: ['arn:aws:iam::291871421005:root', 'arn:aws:iam::999999999999:root'] },
      })),
    ),
    findings: ['principal-added'],
  },
  {
    name: 'external-id-dropped',
    stack: 'meetings-prod',
    code: policy(
      TRUST,
      statement('VendorAssumesRole', (found) => omit(found, 'Condition')),
    ),
    findings: ['condition-removed'],
  },
  {
    name: 'key-for-any-service',
    stack: 'meetings-prod',
    code: policy(
      KEY_POLICY,
      statement('VendorUsesKeyThroughS3', (found) => {
        const others = omit(found.Condition as Values, 'StringEquals');
        return { ...found, Condition: { ...others, StringLike: { 'kms:ViaService': '*' } } };
      }),
    ),
    findings: ['condition-loosened'],
  },
  {
    name: 'cidr-widened',
    stack: 'calls-prod',
    yaml: [['203.0.113.0/24', '203.0.112.0/23']],
    findings: ['cidr-widened', 'cidr-widened'],
  },
  {
    name: 'deny-removed',
    stack: 'meetings-prod',
    code: policy(BUCKET_POLICY, without('DenyOtherKey')),
    findings: ['deny-removed'],
  },
  {
    name: 'administrator-added',
    stack: 'video-prod',
    yaml: [['break-glass\n', 'break-glass\n  - arn:aws:iam::123456789012:role/ops\n']],
    findings: ['deny-narrowed'],
  },
  {
    name: 'plain-http',
    stack: 'meetings-prod',
    code: policy(BUCKET_POLICY, without('EnforceSSLOnly')),
    findings: ['tls-weakened'],
  },
  {
    name: 'bucket-policy-removed',
    stack: 'meetings-prod',
    code: remove('Recordings_Policy'),
    findings: ['deny-removed', 'tls-weakened'],
  },
  {
    name: 'public-access',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket_public_access_block', 'Recordings', {
      restrict_public_buckets: false,
    }),
    findings: ['public-access-opened'],
  },
  {
    name: 'ownership',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket_ownership_controls', 'Recordings', {
      rule: { object_ownership: 'ObjectWriter' },
    }),
    findings: ['ownership-weakened'],
  },
  {
    name: 'encryption-of-s3',
    stack: 'meetings-prod',
    code: change(
      'aws_s3_bucket_server_side_encryption_configuration',
      'Recordings',
      (values: Values) => {
        const encryption = { sse_algorithm: 'AES256' };
        values.rule = [{ apply_server_side_encryption_by_default: encryption }];
      },
    ),
    findings: ['encryption-weakened'],
  },
  {
    name: 'replication-added',
    stack: 'meetings-prod',
    yaml: [
      [
        'bucket: acme-meetings-prod',
        'bucket: acme-meetings-prod\n    replication:\n      region: eu-central-1',
      ],
    ],
    findings: ['allow-added', 'allow-added', 'principal-created'],
  },
  {
    name: 'copied-elsewhere',
    stack: 'calls-prod',
    code: change('aws_s3_bucket_replication_configuration', 'Replication', (values) => {
      const [rule] = values.rule as Values[];
      Object.assign(rule?.destination as Values, { bucket: 'arn:aws:s3:::another-company' });
    }),
    findings: ['copied-elsewhere', 'replication-removed'],
  },
  {
    name: 'kms-grant',
    stack: 'meetings-prod',
    code: add('aws_kms_grant', 'Grant', {
      key_id: '12345678-1234-4234-8234-123456789012',
      grantee_principal: 'arn:aws:iam::999999999999:role/reader',
      operations: ['Decrypt'],
    }),
    findings: ['allow-added'],
  },
  {
    name: 'access-point',
    stack: 'meetings-prod',
    code: add('aws_s3_access_point', 'Point', { bucket: 'acme-meetings-prod', name: 'another' }),
    findings: ['allow-added'],
  },
  {
    name: 'access-key',
    stack: 'video-prod',
    code: add('aws_iam_access_key', 'Key', { user: 'recordings-video-prod' }),
    findings: ['access-key-created'],
  },
  {
    name: 'policy-attached',
    stack: 'meetings-prod',
    code: add('aws_iam_role_policy_attachment', 'Attached', {
      role: 'recordings-meetings-prod',
      policy_arn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
    }),
    findings: ['policy-attached'],
  },
  {
    name: 'logging-removed',
    stack: 'meetings-prod',
    code: remove('Recordings_Logging'),
    findings: ['logging-removed'],
  },
  {
    name: 'hostile-names',
    stack: 'meetings-prod',
    code: all(
      policy(ROLE_POLICY, (statements) => [
        ...statements,
        {
          Sid: 'x',
          Effect: 'Allow',
          Action: ['s3:`````x</details><img src=x onerror=alert(1)>', 's3:@everyone|#123'],
          Resource: [
            '![x](http://evil.example/x.png)[click](javascript:alert(1))',
            '<!-- callvault-review -->\n\n# Approved\n\n<script>alert(1)</script>',
            '\u001b[31mred\u001b[0m \u202Eright-to-left\u200B http://evil.example',
          ],
        },
      ]),
      set('aws_kms_key', 'RecordingsKey', {
        description: '```\n</details>@org/team "]; click n1 "http://evil.example"',
        is_enabled: false,
      }),
    ),
    findings: ['allow-added', 'key-disabled'],
  },
];
