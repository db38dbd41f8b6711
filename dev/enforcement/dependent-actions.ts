import * as fs from 'node:fs';
import { SERVICE_ACTIONS } from '../../modules/ci-actions';
import { IDENTITY_ACTIONS } from '../../modules/ci-identity-actions';
import { KEY_ACTIONS } from '../../modules/ci-keys';

/** What AWS documents that a call depends on besides its own action. */
export interface DependentActions {
  /** Where the facts come from. */
  readonly sources: readonly string[];
  /** For each action of a plan or a deployment, the actions that its caller may need for it. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

/** The file that `npm run iam:facts` writes. */
export const DEPENDENT_ACTIONS_FILE = 'dev/enforcement/dependent-actions.json';

/** Reads the facts. */
export function readDependentActions(): DependentActions {
  return JSON.parse(fs.readFileSync(DEPENDENT_ACTIONS_FILE, 'utf8')) as DependentActions;
}

/** Every action that the roles of ci may call for the resources of stacks. */
export function deploymentActions(): string[] {
  const services = [...SERVICE_ACTIONS, ...IDENTITY_ACTIONS].flatMap(
    ({ read = [], write = [], bounded = [] }) => [...read, ...write, ...bounded],
  );
  return [...new Set([...services, ...KEY_ACTIONS])].sort();
}
