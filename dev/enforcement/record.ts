import type { Policy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { ApiCall } from '../api-call';
import { ACCOUNT_ID } from '../moto-server';
import type { Deployed } from './deployed';
import { tagKeysOf, tagsOf } from './tags';

/** A call that succeeded, and its answer. */
interface DoneCall {
  readonly deployed: Deployed;
  /** A parameter of the call, as text. */
  readonly parameter: (name: string) => string;
  readonly parameters: ApiCall['parameters'];
  readonly answer: string;
  /** The time, in milliseconds. */
  readonly now: number;
}

type Recorder = (done: DoneCall) => void;

/** The default of IAM and of STS. */
const HOUR_SECONDS = 3_600;

/** The name of a role, user or group with inline policies. */
type OwnerKind = 'Role' | 'User' | 'Group';

/** Recorders of the calls that exist for each kind of owner. */
function policyRecorders(kind: OwnerKind): Record<string, Recorder> {
  const ownerOf = ({ parameter }: DoneCall) => `${kind.toLowerCase()}/${parameter(`${kind}Name`)}`;
  return {
    [`iam:Put${kind}Policy`]: (done) => {
      putPolicy(done, ownerOf(done));
    },
    [`iam:Delete${kind}Policy`]: (done) => {
      done.deployed.policies.get(ownerOf(done))?.delete(done.parameter('PolicyName'));
    },
    [`iam:Attach${kind}Policy`]: (done) => {
      const { attached } = done.deployed;
      const arns = attached.get(ownerOf(done)) ?? new Set();
      attached.set(ownerOf(done), arns.add(done.parameter('PolicyArn')));
    },
    [`iam:Detach${kind}Policy`]: (done) => {
      done.deployed.attached.get(ownerOf(done))?.delete(done.parameter('PolicyArn'));
    },
    [`iam:Put${kind}PermissionsBoundary`]: (done) => {
      putBoundary(done, ownerOf(done));
    },
    [`iam:Delete${kind}PermissionsBoundary`]: (done) => {
      done.deployed.boundaries.delete(ownerOf(done));
    },
  };
}

/** How each call changes what is deployed, by service and action. */
const RECORDERS: Readonly<Record<string, Recorder>> = {
  ...policyRecorders('Role'),
  ...policyRecorders('User'),
  ...policyRecorders('Group'),
  'iam:CreateRole': (done) => {
    const { deployed, parameter, answer } = done;
    deployed.roles.set(parameter('RoleName'), {
      arn: element(answer, 'Arn'),
      trust: parsePolicy(parameter('AssumeRolePolicyDocument')),
      maxSessionSeconds: Number(parameter('MaxSessionDuration')) || HOUR_SECONDS,
    });
    putBoundary(done, `role/${parameter('RoleName')}`);
  },
  'iam:UpdateRole': ({ deployed, parameter }) => {
    const role = deployed.roles.get(parameter('RoleName'));
    const maxSessionSeconds = Number(parameter('MaxSessionDuration'));
    if (role && maxSessionSeconds > 0) {
      deployed.roles.set(parameter('RoleName'), { ...role, maxSessionSeconds });
    }
  },
  'iam:UpdateAssumeRolePolicy': ({ deployed, parameter }) => {
    const role = deployed.roles.get(parameter('RoleName'));
    if (!role) return;
    const trust = parsePolicy(parameter('PolicyDocument'));
    deployed.roles.set(parameter('RoleName'), { ...role, trust });
  },
  'iam:DeleteRole': ({ deployed, parameter }) => {
    deployed.roles.delete(parameter('RoleName'));
    deployed.boundaries.delete(`role/${parameter('RoleName')}`);
  },
  'iam:CreateUser': (done) => {
    putBoundary(done, `user/${done.parameter('UserName')}`);
  },
  'iam:DeleteUser': ({ deployed, parameter }) => {
    deployed.boundaries.delete(`user/${parameter('UserName')}`);
  },
  'iam:CreatePolicy': ({ deployed, parameter, answer }) => {
    deployed.managed.set(element(answer, 'Arn'), parsePolicy(parameter('PolicyDocument')));
  },
  'iam:CreatePolicyVersion': ({ deployed, parameter }) => {
    if (parameter('SetAsDefault') !== 'true') return;
    deployed.managed.set(parameter('PolicyArn'), parsePolicy(parameter('PolicyDocument')));
  },
  'iam:AddUserToGroup': ({ deployed, parameter }) => {
    const groups = deployed.groupsOf.get(parameter('UserName')) ?? new Set();
    deployed.groupsOf.set(parameter('UserName'), groups.add(parameter('GroupName')));
  },
  'iam:RemoveUserFromGroup': ({ deployed, parameter }) => {
    deployed.groupsOf.get(parameter('UserName'))?.delete(parameter('GroupName'));
  },
  'iam:CreateAccessKey': ({ deployed, parameter, answer }) => {
    deployed.identities.set(element(answer, 'AccessKeyId'), {
      kind: 'user',
      name: parameter('UserName'),
      secret: element(answer, 'SecretAccessKey'),
    });
  },
  'iam:DeleteAccessKey': ({ deployed, parameter }) => {
    deployed.revoked.add(parameter('AccessKeyId'));
  },
  'iam:UpdateAccessKey': ({ deployed, parameter }) => {
    if (parameter('Status') === 'Active') deployed.revoked.delete(parameter('AccessKeyId'));
    else deployed.revoked.add(parameter('AccessKeyId'));
  },
  'sts:AssumeRole': ({ deployed, parameter, answer, now }) => {
    const policy = parameter('Policy');
    const seconds = Number(parameter('DurationSeconds')) || HOUR_SECONDS;
    deployed.identities.set(element(answer, 'AccessKeyId'), {
      kind: 'role',
      name: parameter('RoleArn').replace(/^.*\//, ''),
      session: parameter('RoleSessionName'),
      secret: element(answer, 'SecretAccessKey'),
      token: element(answer, 'SessionToken'),
      ends: now + seconds * 1000,
      ...(policy !== '' && { sessionPolicy: parsePolicy(policy) }),
    });
  },
  'kms:CreateKey': ({ deployed, parameter, parameters, answer }) => {
    const { KeyMetadata } = JSON.parse(answer) as { KeyMetadata: { Arn: string } };
    const policy = parameter('Policy');
    const parsed = policy === '' ? DEFAULT_KEY_POLICY : parsePolicy(policy);
    deployed.keyPolicies.set(KeyMetadata.Arn, parsed);
    deployed.keyTags.set(KeyMetadata.Arn, tagsOf(parameters));
  },
  'kms:TagResource': (done) => {
    changeTags(done, (tags) => ({ ...tags, ...tagsOf(done.parameters) }));
  },
  'kms:UntagResource': (done) => {
    const removed = new Set(tagKeysOf(done.parameters));
    const keep = ([key]: readonly [string, string]) => !removed.has(key);
    changeTags(done, (tags) => Object.fromEntries(Object.entries(tags).filter(keep)));
  },
  'kms:PutKeyPolicy': ({ deployed, parameter }) => {
    const arn = deployed.tryFindKey(parameter('KeyId'));
    if (arn !== undefined) deployed.keyPolicies.set(arn, parsePolicy(parameter('Policy')));
  },
  'kms:CreateAlias': putAlias,
  'kms:UpdateAlias': putAlias,
  'kms:DeleteAlias': ({ deployed, parameter }) => {
    deployed.aliases.delete(parameter('AliasName'));
  },
  'secretsmanager:CreateSecret': ({ deployed, parameter, answer }) => {
    const { ARN } = JSON.parse(answer) as { ARN: string };
    deployed.secrets.set(ARN, { name: parameter('Name'), keyId: parameter('KmsKeyId') });
  },
  'secretsmanager:UpdateSecret': ({ deployed, parameter }) => {
    const arn = deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '';
    const secret = deployed.secrets.get(arn);
    const keyId = parameter('KmsKeyId');
    if (secret && keyId !== '') deployed.secrets.set(arn, { ...secret, keyId });
  },
  'secretsmanager:PutResourcePolicy': ({ deployed, parameter }) => {
    const arn = deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '';
    const secret = deployed.secrets.get(arn);
    if (secret)
      deployed.secrets.set(arn, { ...secret, policy: parsePolicy(parameter('ResourcePolicy')) });
  },
  'secretsmanager:DeleteResourcePolicy': ({ deployed, parameter }) => {
    const arn = deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '';
    const secret = deployed.secrets.get(arn);
    if (secret) deployed.secrets.set(arn, { ...secret, policy: undefined });
  },
  'secretsmanager:DeleteSecret': ({ deployed, parameter }) => {
    deployed.secrets.delete(deployed.tryFindSecret(parameter('SecretId'))?.arn ?? '');
  },
  'states:CreateStateMachine': ({ deployed, parameter, answer }) => {
    const { stateMachineArn } = JSON.parse(answer) as { stateMachineArn: string };
    deployed.machines.set(stateMachineArn, {
      roleArn: parameter('roleArn'),
      distributed: isDistributed(parameter('definition')),
    });
  },
  'states:UpdateStateMachine': ({ deployed, parameter }) => {
    const before = deployed.machines.get(parameter('stateMachineArn'));
    const definition = parameter('definition');
    if (!before) return;
    deployed.machines.set(parameter('stateMachineArn'), {
      roleArn: parameter('roleArn') || before.roleArn,
      distributed: definition === '' ? before.distributed : isDistributed(definition),
    });
  },
};

const isDistributed = (definition: string) => /"Mode"\s*:\s*"DISTRIBUTED"/.test(definition);

/** @see AWS KMS Developer Guide, "Default key policy" */
const DEFAULT_KEY_POLICY: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

/** Whether a call changes policies, so that its answer has to be read. */
export function isRecorded({ service, action }: ApiCall): boolean {
  return `${service}:${action ?? ''}` in RECORDERS;
}

/** A parameter of a call, as text; empty if there is none. */
export function textOf({ parameters }: Pick<ApiCall, 'parameters'>, name: string): string {
  const value = parameters[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Records the effect of a call that succeeded. */
export function recordChange(
  deployed: Deployed,
  call: ApiCall,
  { answer, now }: { readonly answer: string; readonly now: number },
): void {
  const parameter = (name: string) => textOf(call, name);
  const { parameters } = call;
  RECORDERS[`${call.service}:${call.action ?? ''}`]?.({
    deployed,
    parameter,
    parameters,
    answer,
    now,
  });
}

function putPolicy({ deployed, parameter }: DoneCall, owner: string): void {
  const policies = deployed.policies.get(owner) ?? new Map<string, Policy>();
  deployed.policies.set(
    owner,
    policies.set(parameter('PolicyName'), parsePolicy(parameter('PolicyDocument'))),
  );
}

function putAlias({ deployed, parameter }: DoneCall): void {
  const arn = deployed.tryFindKey(parameter('TargetKeyId'));
  if (arn !== undefined) deployed.aliases.set(parameter('AliasName'), arn);
}

type Tags = Readonly<Record<string, string>>;

function changeTags({ deployed, parameter }: DoneCall, change: (tags: Tags) => Tags): void {
  const arn = deployed.tryFindKey(parameter('KeyId'));
  if (arn !== undefined) deployed.keyTags.set(arn, change(deployed.keyTags.get(arn) ?? {}));
}

function putBoundary({ deployed, parameter }: DoneCall, owner: string): void {
  const arn = parameter('PermissionsBoundary');
  if (arn !== '') deployed.boundaries.set(owner, arn);
}

/** The text of an element of an XML answer. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
