import * as fs from 'node:fs';
import * as path from 'node:path';
import { goneNotes } from '../../review/gone';
import { sentence } from '../../review/sentence';
import type { Planned } from '../review/plan-changed';
import { NAMES, readManifest } from './manifest';

/**
 * What `callvault plan` wrote into a folder: its plans, and what none of them says.
 *
 * @throws RefusedError for a folder that it has not written
 */
export function readPlans(folder: string): Planned {
  const { stacks, byHand, gone } = readManifest(folder);
  return {
    plans: [...stacks, ...byHand].map(({ id, unguarded }) => ({
      ...{ source: id, unguarded },
      text: fs.readFileSync(path.join(folder, id, NAMES.json), 'utf8'),
    })),
    notes: [
      ...byHand.map(
        ({ id }) => sentence`${id} changes too, and a person has to deploy it: no workflow does.`,
      ),
      ...goneNotes(gone),
    ],
  };
}
