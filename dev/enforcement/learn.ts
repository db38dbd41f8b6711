import type { Policy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { ApiCall } from '../api-call';
import type { Deployed } from './deployed';

/** What a call said, and what was answered. */
interface Done {
  readonly deployed: Deployed;
  /** A parameter of the call, as text. */
  readonly said: (name: string) => string;
  readonly answer: string;
}

/** What is learnt from each call that succeeded, by service and action. */
const LESSONS: Readonly<Record<string, (done: Done) => void>> = {
  'iam:CreateRole': ({ deployed, said }) => {
    deployed.trusts.set(said('RoleName'), parsePolicy(said('AssumeRolePolicyDocument')));
  },
  'iam:UpdateAssumeRolePolicy': ({ deployed, said }) => {
    deployed.trusts.set(said('RoleName'), parsePolicy(said('PolicyDocument')));
  },
  'iam:DeleteRole': ({ deployed, said }) => {
    deployed.trusts.delete(said('RoleName'));
  },
  'iam:PutRolePolicy': (done) => {
    putPolicy(done, `role/${done.said('RoleName')}`);
  },
  'iam:DeleteRolePolicy': ({ deployed, said }) => {
    deployed.policies.get(`role/${said('RoleName')}`)?.delete(said('PolicyName'));
  },
  'iam:PutGroupPolicy': (done) => {
    putPolicy(done, `group/${done.said('GroupName')}`);
  },
  'iam:DeleteGroupPolicy': ({ deployed, said }) => {
    deployed.policies.get(`group/${said('GroupName')}`)?.delete(said('PolicyName'));
  },
  'iam:AddUserToGroup': ({ deployed, said }) => {
    const groups = deployed.groupsOf.get(said('UserName')) ?? new Set();
    deployed.groupsOf.set(said('UserName'), groups.add(said('GroupName')));
  },
  'iam:RemoveUserFromGroup': ({ deployed, said }) => {
    deployed.groupsOf.get(said('UserName'))?.delete(said('GroupName'));
  },
  'iam:CreateAccessKey': ({ deployed, said, answer }) => {
    const name = said('UserName');
    deployed.identities.set(element(answer, 'AccessKeyId'), { kind: 'user', name });
  },
  'iam:DeleteAccessKey': ({ deployed, said }) => {
    deployed.revoked.add(said('AccessKeyId'));
  },
  'iam:UpdateAccessKey': ({ deployed, said }) => {
    if (said('Status') === 'Active') deployed.revoked.delete(said('AccessKeyId'));
    else deployed.revoked.add(said('AccessKeyId'));
  },
  'sts:AssumeRole': ({ deployed, said, answer }) => {
    const name = said('RoleArn').replace(/^.*\//, '');
    deployed.identities.set(element(answer, 'AccessKeyId'), { kind: 'role', name });
  },
  'kms:CreateKey': ({ deployed, said, answer }) => {
    const { KeyMetadata } = JSON.parse(answer) as { KeyMetadata: { Arn: string } };
    const policy = said('Policy');
    if (policy !== '') deployed.keyPolicies.set(KeyMetadata.Arn, parsePolicy(policy));
  },
  'kms:PutKeyPolicy': ({ deployed, said }) => {
    const arn = deployed.tryFindKey(said('KeyId'));
    if (arn !== undefined) deployed.keyPolicies.set(arn, parsePolicy(said('Policy')));
  },
  'secretsmanager:CreateSecret': ({ deployed, said, answer }) => {
    const { ARN } = JSON.parse(answer) as { ARN: string };
    deployed.secrets.set(ARN, { name: said('Name'), keyId: said('KmsKeyId') });
  },
  'secretsmanager:PutResourcePolicy': ({ deployed, said }) => {
    const arn = deployed.tryFindSecret(said('SecretId'))?.arn ?? '';
    const secret = deployed.secrets.get(arn);
    if (secret)
      deployed.secrets.set(arn, { ...secret, policy: parsePolicy(said('ResourcePolicy')) });
  },
  'secretsmanager:DeleteSecret': ({ deployed, said }) => {
    deployed.secrets.delete(deployed.tryFindSecret(said('SecretId'))?.arn ?? '');
  },
  'kms:CreateAlias': ({ deployed, said }) => {
    const arn = deployed.tryFindKey(said('TargetKeyId'));
    if (arn !== undefined) deployed.aliases.set(said('AliasName'), arn);
  },
};

/** Whether there is something to learn from a call, so that its answer has to be read. */
export function teaches({ service, action }: ApiCall): boolean {
  return `${service}:${action ?? ''}` in LESSONS;
}

/** Learns from a call that succeeded. */
export function learn(deployed: Deployed, call: ApiCall, answer: string): void {
  const said = (name: string) => {
    const value = call.parameters[name];
    return typeof value === 'string' ? value : '';
  };
  LESSONS[`${call.service}:${call.action ?? ''}`]?.({ deployed, said, answer });
}

function putPolicy({ deployed, said }: Done, owner: string): void {
  const policies = deployed.policies.get(owner) ?? new Map<string, Policy>();
  deployed.policies.set(
    owner,
    policies.set(said('PolicyName'), parsePolicy(said('PolicyDocument'))),
  );
}

/** The text of an element of an XML answer. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
