import { createInterface } from 'node:readline/promises';
import { InterruptedError, whileEndingBy } from './process/interruption';

/** Where questions are asked. @default - the terminal */
export interface QuestionStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** @default - whether the output is a terminal */
  readonly terminal?: boolean;
}

/**
 * Does work that asks on the terminal.
 *
 * @param left - how an interruption leaves everything, e.g. `Nothing was applied`
 * @throws InterruptedError when the user presses Ctrl-C, when the input ends, or when this process is interrupted
 */
export async function withQuestions<T>(
  left: string,
  work: (ask: (text: string) => Promise<string>) => Promise<T>,
  streams: QuestionStreams = { input: process.stdin, output: process.stderr },
): Promise<T> {
  const terminal = createInterface(streams);
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => {
    controller.abort();
  };
  const end = whileEndingBy(abort);
  // Ctrl-C closes it.
  terminal.once('close', abort);
  try {
    return await work((text) => terminal.question(text, { signal }));
  } catch (error) {
    if (!signal.aborted) throw error;
    streams.output.write('\n');
    throw new InterruptedError(left);
  } finally {
    end();
    terminal.close();
  }
}
