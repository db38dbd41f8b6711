import type { ScenarioStacks } from '../../access/callers';
import type { Engine } from '../../access/engine';
import { answer } from '../../access/scenario';
import { lintPolicies } from '../../dev/policy-lint';
import { mutantsOf } from './mutants';
import { readTables, renderDecision, type Row } from './tables';
import { engine, readStacks, worldOf } from './world';

jest.setTimeout(240_000);

const stacks = readStacks();
const tables = readTables();

/** Caches the decisions about unchanged stacks: a mutant changes one policy, on which most decisions do not depend. */
class Remembering {
  private readonly answers = new Map<string, ReturnType<Engine['runSimulation']>>();
  private learning = true;
  readonly engine: Engine = {
    ...engine(),
    runSimulation: (simulation, options) => {
      const key = JSON.stringify(simulation);
      const known = this.answers.get(key);
      if (known) return known;
      const given = engine().runSimulation(simulation, options);
      if (this.learning) this.answers.set(key, given);
      return given;
    },
  };

  stop(): void {
    this.learning = false;
  }
}

/** The first row whose answer is no longer what the table says. */
async function firstRed(
  asked: Engine,
  world: ScenarioStacks,
  rows: readonly Row[],
): Promise<string | undefined> {
  for (const { id, scenario, answer: expected } of rows) {
    const given = await answer(asked, world, scenario).then(renderDecision, String);
    if (given !== expected) return id;
  }
  return undefined;
}

test('every removal from a policy and every addition to it changes a row of a table or fails the lint', async () => {
  const survivors: string[] = [];
  let count = 0;
  for (const name of new Set(tables.flatMap((table) => table.stacks))) {
    const world = worldOf(stacks, name);
    const rows = tables
      .filter((table) => table.stacks.includes(name))
      .flatMap((table) => table.rows);
    const remembering = new Remembering();
    expect(await firstRed(remembering.engine, world, rows)).toBeUndefined();
    remembering.stop();
    for (const mutant of mutantsOf(world.stack)) {
      count += 1;
      // The lint is faster than the rows.
      if (mutant.adds && (await lintPolicies(mutant.stack)).length > 0) continue;
      const red = await firstRed(remembering.engine, { ...world, stack: mutant.stack }, rows);
      if (red === undefined) survivors.push(mutant.name);
    }
  }
  process.stdout.write(`${count - survivors.length} of ${count} mutants killed\n`);
  expect(survivors).toEqual([]);
  expect(count).toBeGreaterThan(200);
});
