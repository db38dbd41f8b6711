import { createRequire } from 'node:module';

/** A policy with the name it is reported by. */
export interface NamedPolicy {
  /** e.g. the name of the resource it was read from. */
  readonly name: string;
  /** The parsed document. */
  readonly policy: object;
}

/** One question to the engine, in its own terms. */
export interface Simulation {
  /** Who wants to do what, to which resource of which account, in which circumstances. */
  readonly request: {
    readonly principal: string | { readonly type: 'Anonymous' };
    readonly action: string;
    readonly resource: { readonly resource: string; readonly accountId: string };
    readonly contextVariables: Readonly<Record<string, string | string[]>>;
  };
  /** The policies of the user or role that asks. */
  readonly identityPolicies: readonly NamedPolicy[];
  /** The policy of the resource. @default - it has none */
  readonly resourcePolicy?: object | undefined;
  /** What the organization lets its accounts do. */
  readonly serviceControlPolicies: readonly {
    readonly orgIdentifier: string;
    readonly policies: readonly NamedPolicy[];
  }[];
  /** What the organization lets be done to its resources, beside AWS's default of everything. */
  readonly resourceControlPolicies: readonly never[];
}

/** A statement the engine names as the reason of its answer. */
export interface Reason {
  /** e.g. `identity`, `resource`. */
  readonly policyType: string;
  /** The statement's Sid. @default - no statement said so, or it has none */
  readonly statementId?: string | undefined;
  /** Whether a Deny decided, or no statement allowed it. @default - it was allowed */
  readonly denialType?: 'Implicit' | 'Explicit';
}

interface SimulationResult {
  readonly resultType: string;
  readonly overallResult: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';
  readonly errors?: { readonly message: string };
  readonly result: { readonly analysis: object; readonly ignoredContextKeys?: readonly string[] };
}

/** What callvault uses of an IAM policy evaluation engine. */
export interface Engine {
  /** Decides. */
  runSimulation(simulation: Simulation, options: object): Promise<SimulationResult>;
  /** Why it was denied. */
  getDenialReasons(analysis: object): readonly Reason[];
  /** Why it was allowed. */
  getGrantReasons(analysis: object): readonly Reason[];
}

/** The engine: a development dependency, because of its licence. */
export const ENGINE_PACKAGE = '@cloud-copilot/iam-simulate';

/**
 * The engine, where it is installed. Its licence is the AGPL, so nothing else here imports it and
 * nothing that callvault deploys contains it.
 *
 * @throws whatever the package throws when it is there and does not load
 */
export function tryLoadEngine(): Engine | undefined {
  const load = createRequire(__filename);
  try {
    return load(ENGINE_PACKAGE) as Engine;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
