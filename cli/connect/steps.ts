import type { RegistrationStep, ShownRequest, StepPlan } from '../../vendors/registration';
import { PartlyDoneError } from '../exit';

/** The result of a step. */
export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly state: 'unchanged' | 'changed' | 'would-change' | 'needs-yes';
  /** What exists, what was done, or what would be given up, in a sentence. */
  readonly says: string;
  /** Requests that change something. */
  readonly requests: readonly ShownRequest[];
}

/** How steps are taken. */
export interface StepOptions {
  /** Whether to do what gives something up. @default false */
  readonly yes?: boolean | undefined;
  /** Whether to change nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Called before and after each step. */
  readonly onStep?: ((what: string) => void) | undefined;
  /** Called after each change, with what was done. */
  readonly onDone: (what: string) => void;
  /**
   * Called before each change. Returns whether what was read before may have changed: all steps are planned again.
   *
   * @default - nothing else changes anything meanwhile
   */
  readonly beforeAct?: (() => Promise<boolean>) | undefined;
}

/** Takes steps in order, until one would give something up. @throws what a step throws */
export async function takeSteps(
  steps: readonly RegistrationStep[],
  options: StepOptions,
): Promise<StepResult[]> {
  const { onStep } = options;
  const results: StepResult[] = [];
  for (const step of steps) {
    onStep?.(step.title);
    const result = await takeStep(step, options);
    if (!result) return takeSteps(steps, options);
    results.push(result);
    onStep?.(`${step.title}: ${result.says}`);
    if (result.state === 'needs-yes') break;
  }
  return results;
}

/** Undefined if all steps have to be planned again. */
async function takeStep(
  step: RegistrationStep,
  { dryRun, yes, onDone, beforeAct }: StepOptions,
): Promise<StepResult | undefined> {
  const { says, requests, loses, act, changesNothing } = await step.plan();
  const result = { id: step.id, title: step.title, says, requests };
  if (requests.length === 0) return { ...result, state: 'unchanged' };
  if (dryRun === true || !act) {
    return { ...result, state: changesNothing ? 'unchanged' : 'would-change' };
  }
  if (loses !== undefined && yes !== true) {
    return { ...result, state: 'needs-yes', says: `${loses}.` };
  }
  if (changesNothing) {
    return { ...result, state: 'unchanged', says: await actWith(act, onDone) };
  }
  if (await beforeAct?.()) return undefined;
  const done = await actWith(act, onDone);
  onDone(done);
  return { ...result, state: 'changed', says: done };
}

/** Acts. If that fails half-way, the changes until then are reported; otherwise the result names them all. */
async function actWith(
  act: NonNullable<StepPlan['act']>,
  onDone: (what: string) => void,
): Promise<string> {
  const parts: string[] = [];
  try {
    return await act((what) => parts.push(what));
  } catch (error) {
    parts.forEach(onDone);
    throw error;
  }
}

/** Whether every step is done. */
export const areDone = (steps: readonly StepResult[]): boolean =>
  steps.every(({ state }) => state === 'changed' || state === 'unchanged');

/**
 * Runs something that notes what it has done.
 *
 * @param command - continues it, e.g. `callvault connect calls-prod`
 * @throws PartlyDoneError if it fails after it has done something
 */
export async function namingWhatWasDone<T>(
  command: string,
  run: (onDone: (what: string) => void) => Promise<T>,
): Promise<T> {
  const done: string[] = [];
  try {
    return await run((what) => done.push(what));
  } catch (error) {
    if (done.length === 0 || error instanceof PartlyDoneError) throw error;
    throw new PartlyDoneError(command, error as Error, done);
  }
}
