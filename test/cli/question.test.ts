import { PassThrough } from 'node:stream';
import { exitCodeOf } from '../../cli/exit';
import { withQuestions } from '../../cli/question';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** Asks two questions on a terminal, on which the user types. */
async function ask(typed: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answers: string[] = [];
  const asked = withQuestions(
    'Nothing was applied',
    async (question) => {
      for (const text of ['first? ', 'second? ']) {
        setImmediate(() => input.write(typed[answers.length] ?? ''));
        answers.push(await question(text));
      }
    },
    { input, output, terminal: true },
  );
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { answers, error };
}

test('answers are returned as they are typed', async () => {
  expect(await ask(['yes\r', ' no \r'])).toEqual({
    answers: ['yes', ' no '],
    error: undefined,
  });
});

test.each([
  ['Ctrl-C', [CTRL_C]],
  ['Ctrl-C after a part of an answer', [`ye${CTRL_C}`]],
  ['Ctrl-D', [CTRL_D]],
  ['Ctrl-C at the second question', ['yes\r', CTRL_C]],
])('%s interrupts the command, which says in a sentence what it left', async (_, typed) => {
  const { answers, error } = await ask(typed);
  expect(answers).toHaveLength(typed.length - 1);
  expect(error).toMatchObject({ message: 'Interrupted. Nothing was applied.' });
  expect(exitCodeOf(error)).toBe(130);
});

test('an error of the work stays what it is', async () => {
  const streams = { input: new PassThrough(), output: new PassThrough() };
  const failing = withQuestions('Nothing', () => Promise.reject(new Error('other')), streams);
  await expect(failing).rejects.toThrow('other');
});
