import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { TEST_CREDENTIALS } from '../test-environment';
import { add, all, type AnyStatement, change, moved, policy, remove, set } from './edit';
import type { Story } from './story';

const MEETINGS_DAYS = 'days: 365\n\n  video';

/** Rewrites a policy with the same meaning: another order, other Sids, one statement per action. */
function rewrite(statements: AnyStatement[]): AnyStatement[] {
  return [...statements].reverse().flatMap((statement, index) => {
    const actions = [statement.Action].flat() as string[];
    if (statement.Action === undefined) return [statement];
    return actions.map((Action, part) => ({ ...statement, Action, Sid: `Part${index}x${part}` }));
  });
}

const client = (endpoint: string) => ({
  region: 'us-east-1',
  endpoint,
  credentials: TEST_CREDENTIALS,
});

/** Changes of retention and cost, changes without effect, and changes that need manual review. */
export const OTHER_STORIES: readonly Story[] = [
  {
    name: 'retention-longer',
    stack: 'meetings-prod',
    yaml: [[MEETINGS_DAYS, MEETINGS_DAYS.replace('365', '366')]],
    findings: ['retention-extended'],
  },
  {
    name: 'archived-sooner',
    stack: 'meetings-prod',
    yaml: [[MEETINGS_DAYS, 'days: 365\n      transitions: archive\n\n  video']],
    findings: ['storage-class-changed'],
  },
  {
    name: 'tag-added',
    stack: 'meetings-prod',
    yaml: [['administrators:', 'tags:\n  owner: platform-team\n\nadministrators:']],
    findings: [],
  },
  { name: 'nothing', stack: 'video-prod', findings: [] },
  {
    name: 'policies-rewritten',
    stack: 'meetings-prod',
    code: all(
      policy(['aws_s3_bucket_policy', 'Recordings', 'policy'], rewrite),
      policy(['aws_iam_role_policy', 'Access', 'policy'], rewrite),
      policy(['aws_kms_key', 'RecordingsKey', 'policy'], rewrite),
    ),
    findings: [],
  },
  {
    name: 'described-otherwise',
    stack: 'meetings-prod',
    code: all(
      set('aws_kms_key', 'RecordingsKey', { description: 'What people said' }),
      set('aws_iam_role', 'Access', { description: 'Writes what people said' }),
    ),
    findings: [],
  },
  { name: 'new-store', stack: 'meetings-prod', fresh: true, findings: [] },
  {
    name: 'resource-renamed',
    stack: 'meetings-prod',
    code: moved('aws_s3_bucket_versioning', 'Recordings_Versioning', 'Versions'),
    findings: [],
  },
  {
    name: 'policy-sensitive',
    stack: 'meetings-prod',
    code: all(
      policy(['aws_iam_role_policy', 'Access', 'policy'], (statements) => statements.slice(1)),
      change('aws_iam_role_policy', 'Access', (values) => {
        values.policy = `\${sensitive(${JSON.stringify(values.policy)})}`;
      }),
    ),
    findings: ['policy-unreadable'],
  },
  {
    name: 'no-longer-managed',
    stack: 'meetings-prod',
    code: all(remove('Recordings_Ownership'), (json) => {
      const from = 'aws_s3_bucket_ownership_controls.Recordings_Ownership_EAA1802C';
      Object.assign(json, { removed: [{ from, lifecycle: { destroy: false } }] });
    }),
    findings: ['no-longer-managed'],
  },
  {
    name: 'policy-known-after-apply',
    stack: 'meetings-prod',
    code: all(
      add('terraform_data', 'Later', { input: 'x' }),
      set('aws_iam_role_policy', 'Access', { policy: '${terraform_data.Later.id}' }),
    ),
    findings: ['value-unknown'],
  },
  {
    name: 'changed-outside',
    stack: 'meetings-prod',
    drift: async (aws) => {
      const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
      await new IAMClient(client(aws.endpoint)).send(
        new PutRolePolicyCommand({
          RoleName: 'recordings-meetings-prod',
          PolicyName: 'recordings',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
    },
    findings: ['allow-added', 'permission-removed'],
  },
  {
    name: 'bucket-not-found',
    stack: 'video-prod',
    drift: async (aws) => {
      await new S3Client({ ...client(aws.endpoint), forcePathStyle: true }).send(
        new DeleteBucketCommand({ Bucket: 'acme-video-prod' }),
      );
    },
    findings: ['bucket-missing'],
  },
];
