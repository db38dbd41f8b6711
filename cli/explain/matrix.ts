import { type CallerName, findCaller, type ScenarioStacks } from '../../access/callers';
import type { Engine } from '../../access/engine';
import { type StackPolicies, tryFindVendor } from '../../access/policies';
import { answer, type Scenario } from '../../access/scenario';

/** One decision, or several that are alike. */
export interface AccessRow {
  readonly who: CallerName;
  /** From where; empty for a public address with TLS 1.2. */
  readonly from: string;
  /** Operations. */
  readonly does: readonly string[];
  /** What the operations act on. */
  readonly to: string;
  readonly allowed: boolean;
  /** Sids of the statements that decide; none if the caller's own policies allow it, or if nothing does. */
  readonly by: readonly string[];
}

/** The operations that are asked about for every caller, by what they act on. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  recording: [
    'put',
    'put in parts',
    'abort upload',
    'get',
    'get version',
    'put acl',
    'put tags',
    'delete',
    'delete version',
    'bypass lock',
  ],
  elsewhere: ['put', 'get'],
  bucket: ['list', 'put lifecycle', 'put versioning', 'put policy', 'delete bucket'],
  log: ['put', 'get'],
};

const CALLERS: readonly CallerName[] = [
  'vendor',
  'reader',
  'administrator',
  'colleague',
  'vendor itself',
  'stranger',
  'anonymous',
];

/** Roles of functions. They list recordings, read metadata, or neither; a canary also acts as the vendor. */
const FUNCTIONS: readonly CallerName[] = ['integrity check', 'arrivals', 'canary'];

/** The same scenario for several operations. */
function each(operations: readonly string[], scenario: Omit<Scenario, 'does'>): Scenario[] {
  return operations.map((does) => ({ ...scenario, does }));
}

/** Everything that is asked about a stack, including callers and resources it does not have. */
function scenarios(stack: StackPolicies): Scenario[] {
  const from = home(stack);
  return [
    ...CALLERS.flatMap((who) => ofRecordings(who, who === 'vendor' ? from : [])),
    ...FUNCTIONS.flatMap(ofFunction),
    ...awayFrom(from).flatMap((place) =>
      each(['put', 'get'], { who: 'vendor', from: place, to: 'recording' }),
    ),
    ...['AES256', 'foreign key', 'SSE-C'].flatMap((header) =>
      each(['put'], { who: 'vendor', from, with: [header], to: 'recording' }),
    ),
    ...CALLERS.flatMap(ofKeys),
    ...(['vendor itself', 'stranger', 'colleague', 'canary'] as const).flatMap(ofRole),
    ...(['vendor', 'colleague', 'stranger', 'canary'] as const).flatMap((who) =>
      each(['read secret'], { who, to: 'secret' }),
    ),
    ...each(['put', 'get'], { who: 'log delivery', to: 'log' }),
    ...each(['read for replication', 'get'], { who: 'replication', to: 'recording' }),
    ...each(['replicate', 'replicate deletion', 'put', 'get'], {
      who: 'replication',
      to: 'replica',
    }),
    ...CALLERS.flatMap((who) => each(['put', 'get', 'delete version'], { who, to: 'replica' })),
    ...['recording', 'replica'].flatMap((to) =>
      each(['hold', 'restore', 'get', 'put', 'delete version'], { who: 'batch jobs', to }),
    ),
  ];
}

function ofRecordings(who: CallerName, from: readonly string[]): Scenario[] {
  return Object.entries(OPERATIONS).flatMap(([to, operations]) =>
    each(operations, { who, from, to }).map((scenario) =>
      scenario.does === 'put acl' ? { ...scenario, with: ['owner acl'] } : scenario,
    ),
  );
}

function ofFunction(who: CallerName): Scenario[] {
  return [
    ...each(['list', 'head', 'get', 'put', 'delete', 'delete version'], { who, to: 'recording' }),
    ...each(['get'], { who, to: 'metadata' }),
  ];
}

/** Where the vendor writes from: its network, if it is restricted to one. */
function home(stack: StackPolicies): string[] {
  const restricted = stack.buckets.some(({ policy }) =>
    policy.Statement.some(({ Sid }) => Sid === 'DenyVendorOffNetwork'),
  );
  return restricted ? ['inside'] : [];
}

/** Where the vendor must not write from. */
function awayFrom(inside: readonly string[]): string[][] {
  return [
    ...(inside.length > 0 ? [['outside'], ['another VPC endpoint']] : []),
    [...inside, 'plain HTTP'],
    [...inside, 'TLS 1.1'],
  ];
}

function ofKeys(who: CallerName): Scenario[] {
  const use = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return [
    ...each([...use, 'kms:PutKeyPolicy'], { who, to: 'recordings key' }),
    ...each(use, { who, from: ['S3'], to: 'recordings key for this bucket' }),
  ];
}

function ofRole(who: CallerName): Scenario[] {
  return ['right id', 'wrong id', 'no id'].flatMap((id) =>
    each(['assume'], { who, with: [id], to: 'role' }),
  );
}

/**
 * Who can do what with a store, decided by an IAM engine from its policies.
 *
 * @throws Error when the engine cannot decide
 */
export async function accessMatrix(engine: Engine, stack: StackPolicies): Promise<AccessRow[]> {
  const world = { stack };
  const rows = new Map<string, AccessRow>();
  for (const scenario of scenarios(stack).filter((one) => exists(world, one))) {
    const { allowed, by } = await answer(engine, world, scenario);
    const { who, does, to } = scenario;
    const from = [...(scenario.from ?? []), ...shownConditions(scenario)].join(', ');
    const alike = JSON.stringify([who, from, to, allowed, by]);
    const { does: others = [] } = rows.get(alike) ?? {};
    rows.set(alike, { who, from, to, allowed, by, does: [...others, does] });
  }
  return [...rows.values()];
}

function shownConditions({ does, with: conditions = [] }: Scenario): readonly string[] {
  return does === 'put acl' ? [] : conditions;
}

/** Whether a stack has the caller and the resource of a scenario. */
function exists(world: ScenarioStacks, scenario: Scenario): boolean {
  if (!has(world.stack, scenario)) return false;
  try {
    findCaller(world, scenario.who);
    return true;
  } catch {
    return false;
  }
}

function has(stack: StackPolicies, { does, to }: Scenario): boolean {
  if (to === 'role') return tryFindVendor(stack)?.trust !== undefined;
  if (does === 'read secret') return stack.secrets.length > 0;
  if (to.startsWith('recordings key')) return stack.keys.some(({ kind }) => kind === 'recordings');
  if (to === 'replica') return stack.buckets.some(({ kind }) => kind === 'replica');
  return to !== 'elsewhere' || stack.prefix !== '';
}
