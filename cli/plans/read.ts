import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../../core/problem';
import { removedStackNotes } from '../../review/removed-stacks';
import { sentence } from '../../review/sentence';
import type { Planned, PlanText } from './plan-changed';
import { NAMES, readManifest } from './manifest';

/**
 * What `callvault plan` wrote into a folder: its plans, and what none of them says.
 *
 * @throws RefusedError for a folder that it has not written, or not as a whole
 */
export function readPlans(folder: string): Planned {
  const { stacks, byHand, gone } = readManifest(folder);
  return {
    plans: [...stacks, ...byHand].map(({ id, unguarded }) => ({
      ...{ source: id, unguarded },
      text: readPlan(path.join(folder, id, NAMES.json)).text,
    })),
    notes: [
      ...byHand.map(
        ({ id }) => sentence`${id} changes too, and a person has to deploy it: no workflow does.`,
      ),
      ...removedStackNotes(gone),
    ],
  };
}

/**
 * A plan as JSON.
 *
 * @param name - of the file, or `-` for standard input
 * @throws RefusedError when it cannot be read
 */
export function readPlan(name: string): PlanText {
  const source = name === '-' ? 'standard input' : name;
  try {
    return { source, text: fs.readFileSync(name === '-' ? 0 : name, 'utf8') };
  } catch (cause) {
    const problem = {
      ...{ rule: 'review-plan-file', path: [] },
      what: `${JSON.stringify(name)} cannot be read: ${(cause as Error).message}`,
      fix: 'Give the path of what terraform show -json printed, or - for standard input.',
    };
    const error = new RefusedError([problem]);
    error.cause = cause;
    throw error;
  }
}
