import type { World } from '../../access/callers';
import { type Engine, tryLoadEngine } from '../../access/engine';
import { readPolicies, type StackPolicies } from '../../access/policies';
import { readFolder } from '../../config/files';
import { synthesize } from '../stacks/synthesized';

/** The engine, which tests always have. */
export function engine(): Engine {
  const found = tryLoadEngine();
  if (!found) throw new Error('npm ci installs the engine; it is missing.');
  return found;
}

/** The policies of every stack of the tables, by its id. */
export function readStacks(): ReadonlyMap<string, StackPolicies> {
  const stacks = synthesize(readFolder('test/access/environments'));
  return new Map(stacks.map(({ id, text }) => [id, readPolicies(id, text)]));
}

/** A stack, with another store and another environment. */
export function worldOf(stacks: ReadonlyMap<string, StackPolicies>, id: string): World {
  const stack = stacks.get(id);
  if (!stack) throw new Error(`there is no stack ${id}`);
  return {
    stack,
    otherStore: stacks.get(id === 'calls-prod' ? 'meetings-prod' : 'calls-prod'),
    otherEnvironment: stacks.get('meetings-staging'),
  };
}
