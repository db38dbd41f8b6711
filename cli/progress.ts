import { isScreen } from './colour';

/**
 * Shows one changing line on stderr while work is done: on a terminal, and only there.
 *
 * @param title - begins the line, e.g. the id of a stack
 * @param work - is given a function that changes the rest of the line
 */
export async function withProgress<T>(
  title: string,
  silent: boolean,
  work: (onProgress: (what: string) => void) => T | Promise<T>,
): Promise<T> {
  if (silent || !isScreen(process.stderr)) return work(() => undefined);
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const rendererOptions = {
    // What the command prints on stdout may be redirected to a file.
    logger: new ListrLogger({
      useIcons: true,
      processOutput: new ProcessOutput(process.stderr, process.stderr),
    }),
    // The command prints the error.
    showErrorMessage: false,
  };
  const context = await new Listr<{ result?: { readonly value: T } }, 'default', 'default'>(
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
    {
      // Ours let Terraform save its state.
      registerSignalListeners: false,
      rendererOptions,
      fallbackRenderer: 'default',
      fallbackRendererOptions: rendererOptions,
    },
  ).run({});
  if (!context.result) throw new Error(`${title} ended without a result.`);
  return context.result.value;
}
