import { unzipSync } from 'fflate';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { run } from '../cli/process/run';
import { RequestLimit } from '../integrity/request-limit';
import type { Handler } from './exchange';

/** The result of a function: what it returned, or the error it ended with. */
export type FunctionResult = { readonly value: unknown } | { readonly error: Error };

/** Runs a function with an event. */
export type LocalFunction = (event: unknown) => Promise<FunctionResult>;

/** @see AWS Lambda API Reference, "Invoke" */
const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/**
 * Answers invocations of functions that run on this machine; moto would run them in containers.
 *
 * @param functions - by name
 */
export function answerInvocations(functions: ReadonlyMap<string, LocalFunction>): Handler {
  return async (request, next) => {
    const [, id = ''] = INVOCATIONS.exec(request.url) ?? [];
    const run = functions.get(decodeURIComponent(id).split(':function:').at(-1) ?? '');
    if (!run || request.method !== 'POST') return next(request);
    const body = await buffer(request.body);
    const result = await run(JSON.parse(body.toString() || '{}'));
    const headers = ['Content-Type', 'application/json'];
    if ('value' in result)
      return { status: 200, headers, body: JSON.stringify(result.value ?? null) };
    const { name, message } = result.error;
    return {
      status: 200,
      headers: [...headers, 'X-Amz-Function-Error', 'Unhandled'],
      body: JSON.stringify({ errorType: name, errorMessage: message }),
    };
  };
}

/** Functions that run at the same time: each is a process. */
const AT_ONCE = new RequestLimit(2);

/** Marks the line with what the handler returned. */
const RETURNED = 'callvault returned: ';

/**
 * The function that a zip holds, as Lambda runs it: in a process of its own, with nothing of this one's environment.
 *
 * @param folder - where the zip is unpacked
 * @param env - its whole environment, with the credentials of its role
 */
export function functionOf(
  zip: string,
  folder: string,
  env: () => Promise<NodeJS.ProcessEnv>,
): LocalFunction {
  const { 'index.js': code } = unzipSync(fs.readFileSync(zip));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'index.js'), code ?? '');
  const main = `require('./index.js').handler(JSON.parse(process.argv[1]), { getRemainingTimeInMillis: () => 900000 }).then((value) => console.log(${JSON.stringify(RETURNED)} + JSON.stringify(value)), (error) => { console.error(String(error)); process.exitCode = 1; })`;
  return (event) =>
    AT_ONCE.run(async () => {
      const args = ['-e', main, JSON.stringify(event)];
      const {
        code: exit,
        stdout,
        stderr,
      } = await run(process.execPath, args, {
        cwd: folder,
        env: await env(),
      });
      if (exit !== 0) return { error: new Error(stderr.trim()) };
      const line = stdout.split('\n').find((each) => each.startsWith(RETURNED)) ?? '';
      return { value: JSON.parse(line.slice(RETURNED.length)) as unknown };
    });
}
