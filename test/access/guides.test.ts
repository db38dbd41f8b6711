import * as fs from 'node:fs';
import { answer } from '../../access/scenario';
import { asInTheGuide } from './guides';
import { readTables, renderDecision } from './tables';
import { engine, readStacks, worldOf } from './world';

/** Rows that docs/access.md names: the row's id and, where the guide has policies, their answer. */
const CITED = [
  ...fs.readFileSync('docs/access.md', 'utf8').matchAll(/\| ([A-Z]\d+) +\|(?: (yes|no) +\|)?$/gm),
].map(([, id = '', guide]) => ({ id, guide }));

const stacks = readStacks();
const tables = readTables();

const find = (id: string) => {
  const table = tables.find(({ rows }) => rows.some((row) => row.id === id));
  const row = table?.rows.find((each) => each.id === id);
  const [stack] = table?.stacks ?? [];
  if (!row || stack === undefined) throw new Error(`${id} is not a row of a table`);
  return { row, world: worldOf(stacks, stack) };
};

test('the page names rows', () => {
  expect(CITED.length).toBeGreaterThan(15);
});

test.each(CITED)('$id is a row of a table', ({ id }) => {
  expect(find(id).row.id).toBe(id);
});

test.each(CITED.filter(({ guide }) => guide !== undefined))(
  'to $id the policies of the guide answer $guide, and callvault’s the other',
  async ({ id, guide }) => {
    const { row, world } = find(id);
    const stack = asInTheGuide(world.stack);
    if (!stack) throw new Error(`${world.stack.stack} has no guide with policies`);
    const { allowed } = await answer(engine(), { ...world, stack }, row.scenario);
    expect(allowed ? 'yes' : 'no').toBe(guide);
    const ours = await answer(engine(), world, row.scenario);
    expect(renderDecision(ours)).toBe(row.answer);
  },
);
