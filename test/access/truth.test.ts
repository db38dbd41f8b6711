import { answer } from '../../access/scenario';
import { readTables, renderDecision } from './tables';
import { engine, readStacks, worldOf } from './world';

const stacks = readStacks();
const tables = readTables();

test('every stack of the environments has a table', () => {
  const covered = new Set(tables.flatMap((table) => table.stacks));
  const inProduction = [...stacks.keys()].filter((id) => id.endsWith('-prod'));
  expect([...covered].sort()).toEqual(inProduction.sort());
});

test('no two rows have the same name', () => {
  const ids = tables.flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(tables)('$title', ({ stacks: names, rows }) => {
  test.each(names)('%s answers as the table says', async (name) => {
    expect(rows.length).toBeGreaterThan(10);
    const world = worldOf(stacks, name);
    const answers = [];
    for (const { id, scenario } of rows) {
      answers.push(`${id} ${renderDecision(await answer(engine(), world, scenario))}`);
    }
    expect(answers).toEqual(rows.map((row) => `${row.id} ${row.answer}`));
  });
});
