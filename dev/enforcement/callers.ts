import { principalContext } from '../../access/callers';
import { ALLOW_ALL, type Caller } from '../../access/decide';
import type { Circumstances } from '../exchange';
import { ACCOUNT_ID } from '../moto-server';
import { TEST_CREDENTIALS } from '../test-environment';
import type { KnownKey } from '../signature/verify';
import type { Deployed, Identity } from './deployed';

/** The role that runs Terraform; its own policies allow everything. */
export const DEPLOYER = `arn:aws:iam::${ACCOUNT_ID}:role/deployer`;

/** The access key with which moto's Step Functions calls other services. */
const EXECUTION_KEY = { accessKeyId: 'ak', secretAccessKey: 'sk' };

/** The secret and the session of an access key; undefined if AWS does not know the key. */
export function tryFindAccessKey(deployed: Deployed, accessKeyId: string): KnownKey | undefined {
  for (const { accessKeyId: id, secretAccessKey: secret } of [TEST_CREDENTIALS, EXECUTION_KEY]) {
    if (id === accessKeyId) return { secret };
  }
  return deployed.revoked.has(accessKeyId) ? undefined : deployed.identities.get(accessKeyId);
}

/** Whether a request is one of Step Functions, for an execution. */
export const isExecution = (accessKeyId: string | undefined) =>
  accessKeyId === EXECUTION_KEY.accessKeyId;

/** The caller of a request without a signature. */
export const ANONYMOUS: Caller = { principal: undefined, policies: [], context: {} };

/** The principal of a request, by the access key that signed it. */
export function callerOf(
  deployed: Deployed,
  accessKeyId: string | undefined,
  { principal, role }: Circumstances = {},
): Caller {
  if (accessKeyId === undefined) return ANONYMOUS;
  const identity = deployed.identities.get(accessKeyId);
  if (identity) return asDeployed(deployed, identity);
  const machine = isExecution(accessKeyId)
    ? deployed.machines.get(deployed.executing ?? '')
    : undefined;
  if (machine) {
    const name = machine.roleArn.replace(/^.*\//, '');
    return asDeployed(deployed, { kind: 'role', name, secret: '' });
  }
  if (role !== undefined) return asDeployed(deployed, { kind: 'role', name: role, secret: '' });
  const arn = principal ?? DEPLOYER;
  if (arn.endsWith('.amazonaws.com')) return serviceFor(arn);
  return { principal: arn, policies: ALLOW_ALL, context: principalContext(arn) };
}

/** Whether it is the role that runs Terraform. */
export const isDeployer = ({ principal }: Caller) => principal === DEPLOYER;

function asDeployed(deployed: Deployed, identity: Identity): Caller {
  const { kind, name, session = 'session', sessionPolicy } = identity;
  const path = `arn:aws:iam::${ACCOUNT_ID}:${kind}/${name}`;
  const arn = kind === 'role' ? (deployed.roles.get(name)?.arn ?? path) : path;
  const boundary = deployed.tryFindBoundary(identity);
  return {
    principal: kind === 'role' ? `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${name}/${session}` : arn,
    policies: deployed.policiesOf(identity),
    context: {
      ...principalContext(arn),
      ...(kind === 'user' && { 'aws:username': name }),
    },
    ...(boundary && { boundary }),
    ...(sessionPolicy && { sessionPolicy }),
  };
}

/** An AWS service that acts for the account, as Lambda does when it assumes the role of a function. */
export function serviceFor(principal: string): Caller {
  const context = { 'aws:SourceAccount': ACCOUNT_ID, 'aws:PrincipalIsAWSService': 'true' };
  return { principal, policies: [], context };
}
