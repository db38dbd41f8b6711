import type { Policy } from '../core/policy';
import type { Engine, NamedPolicy, Reason, Simulation } from './engine';

/** Condition keys and their values in one request. */
export type Context = Readonly<Record<string, string | string[]>>;

/** The caller of a request. */
export interface Caller {
  /** ARN of the user or role session, a service's name; undefined for a request without signature. */
  readonly principal: string | undefined;
  /** The caller's own policies. */
  readonly policies: readonly NamedPolicy[];
  /** The condition keys that describe the caller: `aws:PrincipalArn`, `aws:PrincipalAccount`… */
  readonly context: Context;
  /** The permissions boundary: the caller may do at most what it allows. @default - none */
  readonly boundary?: NamedPolicy;
  /** The policy of the session, which limits it in the same way. @default - none */
  readonly sessionPolicy?: object;
}

/** One authorization. An upload to an encrypted bucket needs two: by S3 and by KMS. */
export interface Authorization {
  /** e.g. `s3:PutObject`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** The account the resource belongs to. */
  readonly account: string;
  /** The resource's own policy. @default - it has none */
  readonly resourcePolicy?: Policy | undefined;
  /** Condition keys, without those of the caller. */
  readonly context: Context;
}

/** A decision of AWS, and its reason. */
export interface Decision {
  readonly allowed: boolean;
  /** Whether a Deny refused it. Otherwise no Allow matched. */
  readonly explicit: boolean;
  /** Sids of the deciding statements: every matching Deny, or every Allow that was needed. */
  readonly by: readonly string[];
}

const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Organizations allow everything by default; which actions they deny is not known here. */
const NO_ORGANIZATION = [{ orgIdentifier: 'root', policies: [{ name: 'all', policy: ALL }] }];

/** Policies that allow everything, for callers whose own policies are not callvault's. */
export const ALLOW_ALL: readonly NamedPolicy[] = [{ name: 'everything', policy: ALL }];

/** Policies that allow to assume roles only, for callers of the account whose own policies are not known. */
export const ALLOW_ASSUME: readonly NamedPolicy[] = [
  {
    name: 'assume roles',
    policy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    },
  },
];

/**
 * Asks the engine for one authorization.
 *
 * @throws Error when the engine cannot answer, or does not know a condition key of the request: a decision without a
 *   condition would prove nothing
 */
export async function decide(
  engine: Engine,
  caller: Caller,
  authorization: Authorization,
): Promise<Decision> {
  const { action, resource } = authorization;
  const result = await engine.runSimulation(toSimulation(caller, authorization), {});
  if (result.resultType !== 'single') {
    throw new Error(`${action} on ${resource}: ${result.errors?.message ?? result.resultType}`);
  }
  const { analysis, ignoredContextKeys = [] } = result.result;
  const unknown = ignoredContextKeys.filter((key) => !key.toLowerCase().startsWith('aws:'));
  if (unknown.length > 0) throw new Error(`${action} has no condition key ${unknown.join(', ')}`);
  const allowed = result.overallResult === 'Allowed';
  const reasons = allowed ? engine.getGrantReasons(analysis) : engine.getDenialReasons(analysis);
  return {
    allowed,
    explicit: result.overallResult === 'ExplicitlyDenied',
    by: sids(reasons),
  };
}

function toSimulation(
  { principal, policies, context, boundary, sessionPolicy }: Caller,
  { action, resource, account, resourcePolicy, context: own }: Authorization,
): Simulation {
  return {
    request: {
      principal: principal ?? { type: 'Anonymous' as const },
      action,
      resource: { resource, accountId: account },
      contextVariables: renameContext({ ...context, ...own }),
    },
    identityPolicies: policies.map(renamed),
    ...(resourcePolicy && { resourcePolicy: renameKeys(resourcePolicy) }),
    ...(boundary && { permissionBoundaryPolicies: [renamed(boundary)] }),
    ...(sessionPolicy && { sessionPolicy: renameKeys(sessionPolicy) }),
    serviceControlPolicies: principal === undefined ? [] : NO_ORGANIZATION,
    resourceControlPolicies: [],
  };
}

const renamed = ({ name, policy }: NamedPolicy): NamedPolicy => ({
  name,
  policy: renameKeys(policy),
});

function sids(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ statementId }) => (statementId === undefined ? [] : [statementId]));
}

/** Namespaces of condition keys that the engine knows. */
const KNOWN = /^(aws|s3|kms|sts|secretsmanager):/i;

/**
 * The engine drops keys whose names are not fixed: below `kms:EncryptionContext:`, and those of a
 * token's issuer. It keeps tags of the principal, so they are asked about under such a name, in the
 * request and in the policies alike.
 */
function renameKey(key: string): string {
  const open = /^kms:EncryptionContext:/i.test(key) || !KNOWN.test(key);
  return open ? `aws:PrincipalTag/${key.replaceAll(/[^\w.]/g, '-')}` : key;
}

function renameContext(context: Context): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [renameKey(key), value]));
}

function renameKeys(policy: object): object {
  const { Statement, ...rest } = policy as { Statement: readonly { Condition?: object }[] };
  return { ...rest, Statement: Statement.map(renameConditions) };
}

function renameConditions<T extends { Condition?: object }>(statement: T): T {
  if (!statement.Condition) return statement;
  const renamed = Object.entries(statement.Condition).map(([operator, keys]) => [
    operator,
    renameContext(keys as Context),
  ]);
  return { ...statement, Condition: Object.fromEntries(renamed) as object };
}
