import { Listr } from 'listr2';

/**
 * Shows one line that changes on a terminal, and nothing at all anywhere else.
 *
 * @param work - is given what changes the line
 */
export async function withProgress<T>(
  title: string,
  silent: boolean,
  work: (say: (what: string) => void) => Promise<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined;
  const renderer = process.stderr.isTTY && !silent ? 'default' : 'silent';
  await new Listr<object, 'default' | 'silent'>(
    [
      {
        title,
        task: async (_, task) => {
          const value = await work((what) => {
            task.title = `${title}: ${what}`;
          });
          result = { value };
        },
      },
    ],
    { renderer },
  ).run();
  if (!result) throw new Error(`${title} ended without a result.`);
  return result.value;
}
