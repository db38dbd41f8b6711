import { type Engine, ENGINE_PACKAGE, tryLoadEngine } from '../../access/engine';
import { readPolicies, type StackPolicies } from '../../access/policies';
import { RefusedError } from '../../core/problem';
import { synthesize } from '../../synth/synthesize';
import type { FoundStore } from '../find-store';
import { sampleKeys } from '../sample-keys';
import { type AccessRow, accessMatrix } from './matrix';

/** Who can do what with a store. */
export interface Explanation {
  /** The policies that decide. */
  readonly stack: StackPolicies;
  readonly access: readonly AccessRow[];
  /** Where the vendor would store a recording now. */
  readonly sampleKeys: readonly string[];
}

/** The engine that evaluates policies is not installed. */
export class MissingEngineError extends RefusedError {
  constructor() {
    super([
      {
        rule: 'engine-installed',
        path: [],
        what: `${ENGINE_PACKAGE}, the engine that evaluates policies, is not installed`,
        fix: `Add it with npm install --no-save ${ENGINE_PACKAGE}@0.1.173. Its licence is AGPL-3.0, so callvault does not ship it.`,
      },
    ]);
    this.name = 'MissingEngineError';
  }
}

/**
 * Decides who can do what with a store, from its synthesized JSON and without an AWS account.
 *
 * @param loadEngine - loads what evaluates the policies; returns undefined if it is not installed
 * @throws MissingEngineError without an engine
 */
export async function explain(
  { store, environment }: FoundStore,
  loadEngine: () => Engine | undefined = tryLoadEngine,
): Promise<Explanation> {
  const engine = loadEngine();
  if (!engine) throw new MissingEngineError();
  const [synthesized] = synthesize({ environments: [environment], stacks: [store.id] });
  const stack = readPolicies(store.id, synthesized?.text ?? '');
  return {
    stack,
    access: await accessMatrix(engine, stack),
    sampleKeys: sampleKeys(store, new Date()),
  };
}
