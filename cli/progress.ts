/**
 * Shows one changing line while work is done: on a terminal, and only there.
 *
 * @param title - begins the line, e.g. the id of a stack
 * @param work - is given a function that changes the rest of the line
 */
export async function withProgress<T>(
  title: string,
  silent: boolean,
  work: (onProgress: (what: string) => void) => T | Promise<T>,
): Promise<T> {
  if (silent || !process.stderr.isTTY) return work(() => undefined);
  const { Listr } = await import('listr2');
  const context = await new Listr<{ result?: { readonly value: T } }>(
    [
      {
        title,
        task: async (shared, task) => {
          const value = await work((what) => {
            task.title = `${title}: ${what}`;
          });
          shared.result = { value };
        },
      },
    ],
    // Ours let Terraform save its state.
    { registerSignalListeners: false },
  ).run({});
  if (!context.result) throw new Error(`${title} ended without a result.`);
  return context.result.value;
}
