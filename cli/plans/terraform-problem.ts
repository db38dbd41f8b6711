import * as fs from 'node:fs';
import * as path from 'node:path';

/** Why Terraform failed, and what to do about it. */
export interface TerraformProblem {
  readonly what: string;
  /** A sentence that starts with a verb. */
  readonly fix: string;
}

/** A stack, as far as its errors are explained. */
export interface FailedStack {
  readonly id: string;
  /** Name of its environment. */
  readonly environment: string;
  /** The folder that Terraform ran in. */
  readonly folder: string;
}

/** Terraform's output as one line, without the frames around its errors. */
export function unwrapped(output: string): string {
  return output.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ').trim();
}

/**
 * Explains errors for which Terraform's own advice is missing or wrong.
 *
 * @param output - what Terraform printed
 * @param now - milliseconds since 1970
 * @returns undefined for every other error
 */
export function explainTerraform(
  stack: FailedStack,
  output: string,
  now = Date.now(),
): TerraformProblem | undefined {
  const text = unwrapped(output);
  if (/Error acquiring the state lock/.test(text)) return heldLock(stack, output, now);
  if (/Saved plan (is stale|does not match the given state)/.test(text)) {
    const what = `the state of ${stack.id} has changed since the plan was made`;
    return { what, fix: 'Plan and review again.' };
  }
  const [, bucket] = /S3 bucket "([^"]+)" does not exist/.exec(text) ?? [];
  if (bucket !== undefined) {
    const what = `the state bucket ${bucket} of ${stack.id} does not exist`;
    return { what, fix: `Run callvault bootstrap ${stack.environment}, which creates it.` };
  }
  if (/invalid AWS Region: unknown/.test(text)) {
    const what = `the state of ${stack.id} has resources of a replica, but not the replica's region`;
    return { what, fix: 'Restore replication:, deploy, and remove it again.' };
  }
  return undefined;
}

/** @see Terraform source, `internal/states/statemgr/locker.go`: how a lock is printed */
function heldLock(stack: FailedStack, output: string, now: number): TerraformProblem | undefined {
  const [, workspace] = /\(lock ID: "([\w./-]+)"\)/.exec(unwrapped(output)) ?? [];
  if (workspace !== undefined) return lockedWorkspace(stack, workspace);
  const id = lockField(output, 'ID');
  // Terraform prints no lock if it could not write one, e.g. without permission.
  if (id === undefined || !/^[\w-]{1,64}$/.test(id)) return undefined;
  const holder = lockField(output, 'Who') ?? 'an unknown user';
  const since = ageOf(lockField(output, 'Created') ?? '', now);
  const what = `the state of ${stack.id} is locked by ${holder}${since}${commandOf(output)}`;
  if (hasLocalState(stack)) {
    return { what, fix: 'Wait until that command has ended, or end it: its lock ends with it.' };
  }
  const unlock = `terraform force-unlock ${id}`;
  const fix = `Wait until that command has ended. If it no longer runs, run ${unlock} in the folder of the synthesized stack. See docs/state.md.`;
  return { what, fix };
}

/**
 * The lock that Terraform prints with this error is the one that it tried to get, so it does not name the holder.
 *
 * @see Terraform source, `internal/cloud/state.go`, `Lock`
 */
function lockedWorkspace({ id }: FailedStack, workspace: string): TerraformProblem {
  const what = `the state of ${id} is locked: the workspace ${workspace} shows who locked it, and when`;
  const unlock = `terraform force-unlock ${workspace}`;
  const fix = `Wait until it is unlocked. If what locked it no longer runs, unlock the workspace there, or run ${unlock} in the folder of the synthesized stack. See docs/state.md.`;
  return { what, fix };
}

function commandOf(output: string): string {
  const [, operation] = /^OperationType(\w+)$/.exec(lockField(output, 'Operation') ?? '') ?? [];
  return operation === undefined ? '' : `, for terraform ${operation.toLowerCase()}`;
}

function lockField(output: string, name: string): string | undefined {
  const line = new RegExp(`^[│\\s]*${name}:[^\\S\\n]+(\\S.*?)\\s*$`, 'm');
  return line.exec(output)?.[1];
}

/** Go prints times as `2026-11-26 02:57:10.104512897 +0000 UTC`. */
function ageOf(created: string, now: number): string {
  const [, day, time, seconds] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)(?:\.\d+)? \+0000 UTC$/.exec(created) ?? [];
  if (day === undefined || time === undefined || seconds === undefined) return '';
  const minutes = Math.max(0, Math.floor((now - Date.parse(`${day}T${time}${seconds}Z`)) / 60_000));
  return ` since ${day} ${time} UTC (${durationOf(minutes)})`;
}

function durationOf(minutes: number): string {
  const [value, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 60 / 24), 'day'];
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}

/** Another process cannot unlock a local state: the operating system holds its lock. */
function hasLocalState({ folder }: FailedStack): boolean {
  const file = path.join(folder, 'cdk.tf.json');
  if (!fs.existsSync(file)) return false;
  const { terraform } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    terraform?: { backend?: object };
  };
  return Object.hasOwn(terraform?.backend ?? {}, 'local');
}
