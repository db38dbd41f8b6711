import { readPolicies, type StackPolicies } from '../../access/policies';
import { readFolder } from '../../config/files';
import { loadValid } from '../../config/valid';
import { synthesize } from '../../synth/synthesize';
import type { PolicyText } from './document';

/** How a policy takes part in a decision. */
export type PolicyRole = 'resource' | 'identity' | 'trust' | 'boundary';

/** A policy of a synthesized stack, and the resource of a plan that it belongs to. */
export interface ProofSubject {
  readonly name: string;
  readonly type: string;
  /** The attribute with the policy. */
  readonly key: string;
  /** The other attributes. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly role: PolicyRole;
  readonly document: PolicyText;
  readonly account: string;
  /** The resource that the policy is about; of an identity, its own ARN. */
  readonly arn: string;
}

/** Every policy of the stacks that the truth tables of access are about. */
export function readProofSubjects(): ProofSubject[] {
  const { environments } = loadValid(readFolder('test/access/environments'));
  return synthesize({ environments }).flatMap(({ id, text }) => subjectsOf(readPolicies(id, text)));
}

function subjectsOf(stack: StackPolicies): ProofSubject[] {
  return [...ofResources(stack), ...ofIdentities(stack)].map((each) => ({
    ...each,
    account: stack.account,
    name: `${stack.stack} ${each.type} ${each.arn}`,
  }));
}

const asWritten = (policy: unknown) => policy as PolicyText;

type Found = Omit<ProofSubject, 'account' | 'name'>;

function ofResources(stack: StackPolicies): Found[] {
  const of = (type: string, key: string) => (each: { arn: string; policy: unknown }) => ({
    type,
    key: 'policy',
    role: 'resource' as const,
    arn: each.arn,
    attributes: { [key]: 'name' in each ? each.name : each.arn },
    document: asWritten(each.policy),
  });
  const messaging = (kind: string) => stack.messaging.filter((each) => each.kind === kind);
  return [
    ...stack.buckets.map(of('aws_s3_bucket_policy', 'bucket')),
    ...stack.keys.map(of('aws_kms_key', 'arn')),
    ...stack.secrets.map(of('aws_secretsmanager_secret_policy', 'secret_arn')),
    ...messaging('topic').map(of('aws_sns_topic_policy', 'arn')),
    ...messaging('queue').map(of('aws_sqs_queue_policy', 'queue_url')),
  ];
}

function ofIdentities({ principals }: StackPolicies): Found[] {
  return principals.flatMap(({ kind, name, arn, policy, trust }): Found[] => {
    const owner = kind === 'user' ? 'group' : 'role';
    const identity = { key: 'policy', arn, document: asWritten(policy) };
    return [
      {
        ...identity,
        type: `aws_iam_${owner}_policy`,
        attributes: { [owner]: name },
        role: 'identity',
      },
      { ...identity, type: 'aws_iam_policy', attributes: { name }, role: 'boundary' },
      ...(trust
        ? [
            {
              type: 'aws_iam_role',
              key: 'assume_role_policy',
              attributes: { name, arn },
              role: 'trust' as const,
              arn,
              document: asWritten(trust),
            },
          ]
        : []),
    ];
  });
}
