import { namingWhatWasDone, takeSteps } from '../../../cli/connect/steps';
import { exitCodeOf } from '../../../cli/exit';
import { RefusedError } from '../../../core/problem';
import { HttpError } from '../../../http/error';
import type { RegistrationStep, StepPlan } from '../../../vendors/registration';

const request = { method: 'POST', url: 'https://vendor.example/' };
const step = (id: string, plan: Partial<StepPlan>): RegistrationStep => ({
  id,
  title: id,
  plan: () => Promise.resolve({ says: `${id} differs.`, requests: [request], ...plan }),
});
const does = (what: string) => step(what, { act: () => Promise.resolve(`${what} done.`) });
const refuses = (error: Error) => step('refuses', { act: () => Promise.reject(error) });

const run = (steps: readonly RegistrationStep[]) =>
  namingWhatWasDone('callvault connect calls-prod', (onDone) => takeSteps(steps, { onDone }));

test.each([
  ['the vendor refuses', new HttpError('https://vendor.example/', 'answered 403'), 5],
  ['input is missing', RefusedError.of('rule', 'x is not set', 'Set it.'), 2],
])(
  'exit code 3 says what was done before, if %s later; alone it keeps its own code',
  async (_, error, code) => {
    const partly = await run([does('One'), refuses(error)]).catch((each: unknown) => each);
    expect(exitCodeOf(partly)).toBe(3);
    expect(String(partly)).toContain(
      'Done before this error:\n  One done.\nRun callvault connect calls-prod again to continue.',
    );
    const alone = await run([refuses(error)]).catch((each: unknown) => each);
    expect(alone).toBe(error);
    expect(exitCodeOf(alone)).toBe(code);
  },
);

test('what a step has done before it fails half-way is named, and only the whole if it does not', async () => {
  const half = (fails: boolean) =>
    step('half', {
      act: (onDone) => {
        onDone('First half.');
        return fails ? Promise.reject(new Error('no')) : Promise.resolve('Both halves.');
      },
    });
  await expect(run([half(true)])).rejects.toThrow('Done before this error:\n  First half.\n');
  const done: string[] = [];
  await takeSteps([half(false)], { onDone: (what) => done.push(what) });
  expect(done).toEqual(['Both halves.']);
});

test('what only asks is not a change', async () => {
  const asks = step('asks', { changesNothing: true, act: () => Promise.resolve('passed') });
  const error = new Error('no');
  await expect(run([asks, refuses(error)])).rejects.toBe(error);
});

test('a step that gives something up ends the run, unless that is wanted', async () => {
  const loses = step('two', { loses: 'All is lost', act: () => Promise.resolve('Lost.') });
  const onDone = () => undefined;
  const states = async (yes: boolean) =>
    (await takeSteps([does('one'), loses, does('three')], { onDone, yes })).map(
      ({ state, says }) => `${state}: ${says}`,
    );
  expect(await states(false)).toEqual(['changed: one done.', 'needs-yes: All is lost.']);
  expect(await states(true)).toEqual([
    'changed: one done.',
    'changed: Lost.',
    'changed: three done.',
  ]);
});
