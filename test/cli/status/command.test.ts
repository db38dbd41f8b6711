import { watch } from '../../../cli/status/command';

test('--watch shows each reading, waits as long as it is told, and goes on after an error', async () => {
  const written: string[] = [];
  const waited: number[] = [];
  const outcomes = [{ text: 'first' }, undefined, { text: 'third', code: 6 }];
  const look = () => {
    const outcome = outcomes.shift();
    return outcome ? Promise.resolve(outcome) : Promise.reject(new Error('no network'));
  };
  const ended = await watch(
    look,
    { watch: 5 },
    {
      rounds: 3,
      write: (text) => written.push(text),
      wait: (milliseconds) => Promise.resolve(waited.push(milliseconds)),
    },
  );
  expect({ written, waited, ended }).toEqual({
    written: ['first', 'no network', 'third'],
    waited: [5_000, 5_000],
    ended: { code: 6 },
  });
});

test('--watch --json prints a line for each reading', async () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const look = () => Promise.resolve({ text: 'not this', json: { needsPerson: false } });
  await watch(look, { watch: true, json: true }, { rounds: 1, write });
  expect(written).toEqual(['{"version":1,"needsPerson":false}']);
});
