import { type CallerName, findCaller, type World } from '../../access/callers';
import type { Engine } from '../../access/engine';
import { type StackPolicies, tryFindVendor } from '../../access/policies';
import { answer, type Scenario } from '../../access/scenario';

/** One decision, or several that are alike. */
export interface AccessRow {
  /** Who asks. */
  readonly who: CallerName;
  /** From where; empty for a public address with TLS 1.2. */
  readonly from: string;
  /** What is done. */
  readonly does: readonly string[];
  /** What it is done to. */
  readonly to: string;
  /** Whether it is allowed. */
  readonly allowed: boolean;
  /** Sids of the statements that decide; none where only their own policies allow, or nothing does. */
  readonly by: readonly string[];
}

/** What is asked about everybody, by what it is done to. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  recording: [
    ...['put', 'put in parts', 'abort upload', 'get', 'get version', 'put acl', 'put tags'],
    ...['delete', 'delete version', 'bypass lock'],
  ],
  elsewhere: ['put', 'get'],
  bucket: ['list', 'put lifecycle', 'put versioning', 'put policy', 'delete bucket'],
  log: ['put', 'get'],
};

const INSIDERS: readonly CallerName[] = ['vendor', 'reader', 'administrator', 'colleague'];
const OUTSIDERS: readonly CallerName[] = ['vendor itself', 'stranger', 'anonymous'];
const LOG_DELIVERY: CallerName = 'log delivery';
const VENDOR: CallerName = 'vendor';

/** Everything that is asked of a stack; what it does not have is left out. */
function scenarios(stack: StackPolicies): Scenario[] {
  const all = [...INSIDERS, ...OUTSIDERS].flatMap((who) =>
    Object.entries(OPERATIONS).flatMap(([to, operations]) =>
      operations.map((does) => ({
        ...{ who, does, to, from: who === 'vendor' ? home(stack) : [] },
        ...(does === 'put acl' && { with: ['owner acl'] }),
      })),
    ),
  );
  const elsewhere = awayFrom(stack).flatMap((from) =>
    ['put', 'get'].map((does) => ({ who: VENDOR, from, does, to: 'recording' })),
  );
  const encryption = ['AES256', 'foreign key', 'SSE-C'].map((header) => ({
    ...{ who: VENDOR, from: home(stack), with: [header], does: 'put', to: 'recording' },
  }));
  const others = [...ofKeys(), ...ofRole(), ...ofSecret(), ...ofLogs(), ...ofReplica()];
  return [...all, ...elsewhere, ...encryption, ...others];
}

/** From where the vendor must not come. */
function awayFrom(stack: StackPolicies): string[][] {
  const inside = home(stack);
  return [
    ...(inside.length > 0 ? [['outside'], ['another VPC endpoint']] : []),
    [...inside, 'plain HTTP'],
    [...inside, 'TLS 1.1'],
  ];
}

/** Where the vendor writes from: its network, where it is held to one. */
function home(stack: StackPolicies): string[] {
  const held = stack.buckets.some(({ policy }) =>
    policy.Statement.some(({ Sid }) => Sid === 'DenyVendorOffNetwork'),
  );
  return held ? ['inside'] : [];
}

function ofKeys(): Scenario[] {
  return [...INSIDERS, ...OUTSIDERS].flatMap((who) => [
    ...['kms:Decrypt', 'kms:GenerateDataKey', 'kms:PutKeyPolicy'].map((does) => ({
      ...{ who, does, to: 'recordings key' },
    })),
    ...['kms:Decrypt', 'kms:GenerateDataKey'].map((does) => ({
      ...{ who, does, from: ['S3'], to: 'recordings key for this bucket' },
    })),
  ]);
}

function ofRole(): Scenario[] {
  const said = [['right id'], ['wrong id'], ['no id']];
  const callers = ['vendor itself', 'stranger', 'colleague'] as const;
  return callers.flatMap((who) =>
    said.map((words) => ({ who, with: words, does: 'assume', to: 'role' })),
  );
}

function ofSecret(): Scenario[] {
  return (['vendor', 'colleague', 'stranger'] as const).map((who) => ({
    ...{ who, does: 'read secret', to: 'secret' },
  }));
}

function ofLogs(): Scenario[] {
  return ['put', 'get'].map((does) => ({ who: LOG_DELIVERY, does, to: 'log' }));
}

function ofReplica(): Scenario[] {
  const copying: Scenario[] = [
    { who: 'replication', does: 'read for replication', to: 'recording' },
    { who: 'replication', does: 'get', to: 'recording' },
    ...['replicate', 'replicate deletion', 'put', 'get'].map((does) => ({
      ...{ who: 'replication' as const, does, to: 'replica' },
    })),
  ];
  const others = [...INSIDERS, ...OUTSIDERS].flatMap((who) =>
    ['put', 'get', 'delete version'].map((does) => ({ who, does, to: 'replica' })),
  );
  return [...copying, ...others];
}

/**
 * Who can do what with a store, decided by an IAM engine on its policies.
 *
 * @throws Error when the engine cannot decide
 */
export async function accessMatrix(engine: Engine, stack: StackPolicies): Promise<AccessRow[]> {
  const world = { stack };
  const rows = new Map<string, AccessRow>();
  for (const scenario of scenarios(stack).filter((each) => exists(world, each))) {
    const { allowed, by } = await answer(engine, world, scenario);
    const { who, does, to } = scenario;
    const from = [...(scenario.from ?? []), ...withWords(scenario)].join(', ');
    const alike = JSON.stringify([who, from, to, allowed, by]);
    const { does: before = [] } = rows.get(alike) ?? {};
    rows.set(alike, { who, from, to, allowed, by, does: [...before, does] });
  }
  return [...rows.values()];
}

function withWords({ does, with: said = [] }: Scenario): readonly string[] {
  return does === 'put acl' ? [] : said;
}

/** Whether a stack has whom and what is asked about. */
function exists(world: World, scenario: Scenario): boolean {
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
