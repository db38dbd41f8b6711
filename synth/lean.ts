import childProcess from 'node:child_process';
import { types } from 'node:util';
import { type App, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Runs work that builds and writes stacks, without two things CDKTF spends most of its time on and nobody reads: the
 * stack trace of each token, and asking Terraform for its version once a stack and check. Both are put back afterwards.
 *
 * With `CALLVAULT_DEBUG` tokens keep their traces: CDKTF's own errors then say where a value was made.
 */
export function withoutTokenTraces<T>(work: () => T): T {
  const captureStackTrace: Capture = Reflect.get(Error, 'captureStackTrace');
  const { execSync } = childProcess;
  if (!process.env.CALLVAULT_DEBUG) Error.captureStackTrace = ofErrors(captureStackTrace);
  childProcess.execSync = memoizeExec(execSync);
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
    childProcess.execSync = execSync;
  }
}

/**
 * Writes the stacks of an app as `app.synth()` does, byte for byte. What CDKTF prepares are references from one stack
 * to another, for which it resolves every stack once more; ours have none, since each is planned and deployed alone.
 */
export function synthWithoutCrossReferences(app: App): void {
  for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
    stack.prepareStack = () => stack.ensureBackendExists();
  }
  app.synth();
}

/**
 * Takes a tree apart that has been written. CDKTF remembers every token for good, a token knows its stack, and a stack
 * all that is in it: without this, whatever was built stays in memory.
 */
export function dispose({ node }: IConstruct): void {
  for (const child of node.children) {
    dispose(child);
    node.tryRemoveChild(child.node.id);
  }
}

/** What Terraform says its version is; inside of {@link withoutTokenTraces} CDKTF's validations are told the same. */
export function terraformVersion(): string {
  try {
    const command = `${process.env.TERRAFORM_BINARY_NAME || 'terraform'} version`;
    const said = childProcess.execSync(command, { stdio: 'pipe' }).toString();
    return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said;
  } catch {
    return '';
  }
}

type Capture = (target: object, below?: NewableFunction) => void;

function ofErrors(capture: Capture): Capture {
  return (target, below) => {
    if (target instanceof Error || types.isNativeError(target)) capture(target, below);
  };
}

type Run = typeof childProcess.execSync;

/** CDKTF runs nothing but `terraform version` here, in one folder, and takes its answer without changing it. */
function memoizeExec(run: Run): Run {
  const answers = new Map<string, ReturnType<Run>>();
  const once = (command: string, options?: childProcess.ExecSyncOptions) => {
    const answer = answers.get(command) ?? run(command, options);
    answers.set(command, answer);
    return answer;
  };
  return once as Run;
}
