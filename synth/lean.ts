import childProcess from 'node:child_process';
import util, { types } from 'node:util';
import { type App, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { terraformMissing, terraformProgram } from '../core/terraform-program';

/**
 * Runs work that builds and writes stacks without two things that CDKTF spends most of its time on: a stack trace per
 * token, and running `terraform version` per stack and validation. For that, `Error.captureStackTrace` and
 * `child_process.execSync` are replaced, and put back afterwards, also after an error. So is `util.isArray`, which CDKTF
 * calls for outputs, and of which Node.js 22 and later warn.
 *
 * With `CALLVAULT_DEBUG` tokens keep their traces: CDKTF's own errors then say where a value was made.
 */
export function withoutTokenTraces<T>(work: () => T): T {
  const captureStackTrace: Capture = Reflect.get(Error, 'captureStackTrace');
  const { execSync } = childProcess;
  const isArray: unknown = Reflect.get(util, 'isArray');
  if (!process.env.CALLVAULT_DEBUG) Error.captureStackTrace = ofErrors(captureStackTrace);
  childProcess.execSync = memoizeExec(execSync);
  Reflect.set(util, 'isArray', Array.isArray);
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
    childProcess.execSync = execSync;
    Reflect.set(util, 'isArray', isArray);
  }
}

/**
 * Writes the stacks of an app as `app.synth()` does, byte for byte, without looking for references between stacks, for
 * which CDKTF resolves every stack once more: each of our stacks is planned and deployed alone, so they have none.
 */
export function synthWithoutCrossReferences(app: App): void {
  for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
    stack.prepareStack = () => stack.ensureBackendExists();
  }
  app.synth();
}

/**
 * Removes everything from a tree that was written. CDKTF keeps every token as long as the process runs, a token refers
 * to its stack, and a stack to all its constructs: without this, everything that was built stays in memory.
 */
export function dispose({ node }: IConstruct): void {
  for (const child of node.children) {
    dispose(child);
    node.tryRemoveChild(child.node.id);
  }
}

/**
 * The version that `terraform version` prints; inside {@link withoutTokenTraces} CDKTF's validations get the same.
 *
 * @throws RefusedError if it fails: CDKTF's own error is a stack trace
 */
export function terraformVersion(): string {
  const command = versionCommand();
  try {
    const printed = childProcess.execSync(command, { stdio: 'pipe' }).toString();
    return /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed;
  } catch (cause) {
    throw terraformMissing(
      `${command} failed, and stacks cannot be built without Terraform`,
      cause,
    );
  }
}

/** A command of the shell. Paths can contain spaces; those of Windows, backslashes, which its shell does not unescape. */
function versionCommand(): string {
  const program = terraformProgram();
  if (/^[\w./-]+$/.test(program)) return `${program} version`;
  const quoted = process.platform === 'win32' ? `"${program}"` : JSON.stringify(program);
  return `${quoted} version`;
}

type Capture = (target: object, below?: NewableFunction) => void;

function ofErrors(capture: Capture): Capture {
  return (target, below) => {
    if (target instanceof Error || types.isNativeError(target)) capture(target, below);
  };
}

type Exec = typeof childProcess.execSync;

/**
 * The only command that CDKTF runs here is `terraform version`, always in the same folder. The program can be another
 * one than CDKTF knows.
 */
function memoizeExec(exec: Exec): Exec {
  const outputs = new Map<string, ReturnType<Exec>>();
  const once = (asked: string, options?: childProcess.ExecSyncOptions) => {
    const command = / version$/.test(asked) ? versionCommand() : asked;
    const output = outputs.get(command) ?? exec(command, options);
    outputs.set(command, output);
    return output;
  };
  return once as Exec;
}
