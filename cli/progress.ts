import { Listr } from 'listr2';

/**
 * Shows one line that changes on a terminal, and nothing at all anywhere else.
 *
 * @param work - is given what changes the line
 */
export async function withProgress(
  title: string,
  silent: boolean,
  work: (say: (what: string) => void) => Promise<void>,
): Promise<void> {
  const renderer = process.stderr.isTTY && !silent ? 'default' : 'silent';
  await new Listr<object, 'default' | 'silent'>(
    [
      {
        title,
        task: (_, task) =>
          work((what) => {
            task.title = `${title}: ${what}`;
          }),
      },
    ],
    { renderer },
  ).run();
}
