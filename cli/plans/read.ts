import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../../core/problem';
import { decodePlan } from '../../review/plan-text';
import { sentence } from '../../review/sentence';
import type { Planned, PlanText } from './plan-changed';
import { NAMES, readManifest } from './manifest';

/**
 * Reads a folder of plans that `callvault plan` wrote.
 *
 * @throws RefusedError for a folder without a manifest, or with a missing plan
 */
export function readPlans(folder: string): Planned {
  const { stacks, byHand, gone, unplanned, base, notes } = readManifest(folder);
  return {
    plans: [...stacks, ...byHand].map(({ id, unguarded }) => ({
      source: id,
      unguarded,
      text: readPlan(path.join(folder, id, NAMES.json)).text,
    })),
    removed: gone,
    unplanned,
    base,
    notes: [
      ...byHand.map(
        ({ id }) =>
          sentence`${id} changes too. It has to be deployed by hand: no workflow does it.`,
      ),
      ...notes.map((note) => sentence`${note}`),
    ],
  };
}

/**
 * Reads a plan as JSON.
 *
 * @param name - path of the file, or `-` for standard input
 * @throws RefusedError when it cannot be read
 */
export function readPlan(name: string): PlanText {
  const source = name === '-' ? 'standard input' : name;
  try {
    return { source, text: decodePlan(fs.readFileSync(name === '-' ? 0 : name), source) };
  } catch (cause) {
    if (cause instanceof RefusedError) throw cause;
    throw RefusedError.of(
      'review-plan-file',
      `${JSON.stringify(name)} cannot be read: ${(cause as Error).message}`,
      'Give the path of the output of terraform show -json, or - for standard input.',
    ).causedBy(cause);
  }
}
