import { createRequire } from 'node:module';

/** A policy with the name it is reported by. */
export interface NamedPolicy {
  /** e.g. the name of the resource it was read from. */
  readonly name: string;
  /** The parsed document. */
  readonly policy: object;
}

/** A request to the engine, in its own terms. */
export interface Simulation {
  readonly request: {
    readonly principal: string | { readonly type: 'Anonymous' };
    readonly action: string;
    readonly resource: { readonly resource: string; readonly accountId: string };
    readonly contextVariables: Readonly<Record<string, string | string[]>>;
  };
  /** The policies of the caller. */
  readonly identityPolicies: readonly NamedPolicy[];
  /** The policy of the resource. @default - it has none */
  readonly resourcePolicy?: object | undefined;
  /** The permissions boundary of the caller. @default - it has none */
  readonly permissionBoundaryPolicies?: readonly NamedPolicy[];
  /** The policy of the caller's session. @default - it has none */
  readonly sessionPolicy?: object;
  /** What the organization allows its accounts. */
  readonly serviceControlPolicies: readonly {
    readonly orgIdentifier: string;
    readonly policies: readonly NamedPolicy[];
  }[];
  /** What the organization allows on its resources, besides AWS's default of everything. */
  readonly resourceControlPolicies: readonly never[];
}

/** A statement that the engine names as the reason for its decision. */
export interface Reason {
  /** e.g. `identity`, `resource`. */
  readonly policyType: string;
  /** The statement's Sid. @default - no statement decided, or it has no Sid */
  readonly statementId?: string | undefined;
  /** `Explicit`: by a Deny. `Implicit`: no Allow matched. @default - it was allowed */
  readonly denialType?: 'Implicit' | 'Explicit';
}

type OverallResult = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

interface SimulationResult {
  readonly resultType: string;
  readonly overallResult: OverallResult;
  readonly errors?: { readonly message: string };
  readonly result: { readonly analysis: object; readonly ignoredContextKeys?: readonly string[] };
}

/** The functions of an IAM policy evaluation engine that callvault uses. */
export interface Engine {
  runSimulation(simulation: Simulation, options: object): Promise<SimulationResult>;
  /** The same without checks of the policies and the request, and so with any condition key. */
  runUnsafeSimulation(simulation: Simulation, options: object): OverallResult;
  getDenialReasons(analysis: object): readonly Reason[];
  getGrantReasons(analysis: object): readonly Reason[];
}

/** The package of the engine: a development dependency, because of its licence. */
export const ENGINE_PACKAGE = '@cloud-copilot/iam-simulate';

/**
 * The engine, if it is installed. Its licence is the AGPL: no other file imports it, and nothing that callvault deploys
 * contains it.
 *
 * @throws the error of an installed package that does not load
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
