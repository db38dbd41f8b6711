import type { Policy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { ApiCall } from '../api-call';
import type { Deployed } from './deployed';

/** A call that succeeded, and its answer. */
interface DoneCall {
  readonly deployed: Deployed;
  /** A parameter of the call, as text. */
  readonly parameter: (name: string) => string;
  readonly answer: string;
}

/** How each call changes what is deployed, by service and action. */
const RECORDERS: Readonly<Record<string, (done: DoneCall) => void>> = {
  'iam:CreateRole': ({ deployed, parameter }) => {
    deployed.trusts.set(parameter('RoleName'), parsePolicy(parameter('AssumeRolePolicyDocument')));
  },
  'iam:UpdateAssumeRolePolicy': ({ deployed, parameter }) => {
    deployed.trusts.set(parameter('RoleName'), parsePolicy(parameter('PolicyDocument')));
  },
  'iam:DeleteRole': ({ deployed, parameter }) => {
    deployed.trusts.delete(parameter('RoleName'));
  },
  'iam:PutRolePolicy': (done) => {
    putPolicy(done, `role/${done.parameter('RoleName')}`);
  },
  'iam:DeleteRolePolicy': ({ deployed, parameter }) => {
    deployed.policies.get(`role/${parameter('RoleName')}`)?.delete(parameter('PolicyName'));
  },
  'iam:PutGroupPolicy': (done) => {
    putPolicy(done, `group/${done.parameter('GroupName')}`);
  },
  'iam:DeleteGroupPolicy': ({ deployed, parameter }) => {
    deployed.policies.get(`group/${parameter('GroupName')}`)?.delete(parameter('PolicyName'));
  },
  'iam:AddUserToGroup': ({ deployed, parameter }) => {
    const groups = deployed.groupsOf.get(parameter('UserName')) ?? new Set();
    deployed.groupsOf.set(parameter('UserName'), groups.add(parameter('GroupName')));
  },
  'iam:RemoveUserFromGroup': ({ deployed, parameter }) => {
    deployed.groupsOf.get(parameter('UserName'))?.delete(parameter('GroupName'));
  },
  'iam:CreateAccessKey': ({ deployed, parameter, answer }) => {
    const name = parameter('UserName');
    deployed.identities.set(element(answer, 'AccessKeyId'), { kind: 'user', name });
  },
  'iam:DeleteAccessKey': ({ deployed, parameter }) => {
    deployed.revoked.add(parameter('AccessKeyId'));
  },
  'iam:UpdateAccessKey': ({ deployed, parameter }) => {
    if (parameter('Status') === 'Active') deployed.revoked.delete(parameter('AccessKeyId'));
    else deployed.revoked.add(parameter('AccessKeyId'));
  },
  'sts:AssumeRole': ({ deployed, parameter, answer }) => {
    const name = parameter('RoleArn').replace(/^.*\//, '');
    deployed.identities.set(element(answer, 'AccessKeyId'), { kind: 'role', name });
  },
  'kms:CreateKey': ({ deployed, parameter, answer }) => {
    const { KeyMetadata } = JSON.parse(answer) as { KeyMetadata: { Arn: string } };
    const policy = parameter('Policy');
    if (policy !== '') deployed.keyPolicies.set(KeyMetadata.Arn, parsePolicy(policy));
  },
  'kms:PutKeyPolicy': ({ deployed, parameter }) => {
    const arn = deployed.tryFindKey(parameter('KeyId'));
    if (arn !== undefined) deployed.keyPolicies.set(arn, parsePolicy(parameter('Policy')));
  },
  'secretsmanager:CreateSecret': ({ deployed, parameter, answer }) => {
    const { ARN } = JSON.parse(answer) as { ARN: string };
    deployed.secrets.set(ARN, { name: parameter('Name'), keyId: parameter('KmsKeyId') });
  },
  'secretsmanager:PutResourcePolicy': ({ deployed, parameter }) => {
    const arn = deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '';
    const secret = deployed.secrets.get(arn);
    if (secret)
      deployed.secrets.set(arn, { ...secret, policy: parsePolicy(parameter('ResourcePolicy')) });
  },
  'secretsmanager:DeleteSecret': ({ deployed, parameter }) => {
    deployed.secrets.delete(deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '');
  },
  'kms:CreateAlias': ({ deployed, parameter }) => {
    const arn = deployed.tryFindKey(parameter('TargetKeyId'));
    if (arn !== undefined) deployed.aliases.set(parameter('AliasName'), arn);
  },
};

/** Whether a call changes policies, so that its answer has to be read. */
export function isRecorded({ service, action }: ApiCall): boolean {
  return `${service}:${action ?? ''}` in RECORDERS;
}

/** Records the effect of a call that succeeded. */
export function recordChange(deployed: Deployed, call: ApiCall, answer: string): void {
  const parameter = (name: string) => {
    const value = call.parameters[name];
    return typeof value === 'string' ? value : '';
  };
  RECORDERS[`${call.service}:${call.action ?? ''}`]?.({ deployed, parameter, answer });
}

function putPolicy({ deployed, parameter }: DoneCall, owner: string): void {
  const policies = deployed.policies.get(owner) ?? new Map<string, Policy>();
  deployed.policies.set(
    owner,
    policies.set(parameter('PolicyName'), parsePolicy(parameter('PolicyDocument'))),
  );
}

/** The text of an element of an XML answer. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
