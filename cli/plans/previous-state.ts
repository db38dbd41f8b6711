import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { initUnlessDone } from './initialized';
import { type StackFolder, terraform } from './terraform';

/** A Terraform state, as far as it is moved. */
interface StateText {
  readonly serial: number;
  readonly lineage: string;
  readonly resources?: readonly unknown[];
}

/**
 * Runs `terraform init`, unless it would do nothing. A stack that was renamed and has no state yet is initialized with
 * the state that it had before, so that plans compare with that one. Nothing is changed.
 */
export async function initStack(stack: StackFolder, args: readonly string[] = []): Promise<void> {
  const { previousBackends: previous = [] } = stack;
  const options = [...args, ...(stack.backend ?? [])];
  if (previous.length === 0 && options.length === 0) {
    return initUnlessDone(stack, () => init(stack, args));
  }
  await init(stack, args);
  if (previous.length === 0 || (await readState(stack))) return;
  for (const backend of previous) {
    await init(stack, args, backend);
    if (await readState(stack)) return;
  }
  await init(stack, args);
}

async function init(
  stack: StackFolder,
  args: readonly string[],
  backend: readonly string[] = stack.backend ?? [],
): Promise<void> {
  const isRenamed = (stack.previousBackends ?? []).length > 0;
  await terraform(stack, [
    'init',
    '-no-color',
    ...(isRenamed ? ['-reconfigure'] : []),
    ...args,
    ...backend.map((each) => `-backend-config=${each}`),
  ]);
}

/** The state of a stack; undefined if it has no resources. */
async function readState(stack: StackFolder): Promise<StateText | undefined> {
  const text = (await terraform(stack, ['state', 'pull'])).trim();
  const state = text === '' ? undefined : (JSON.parse(text) as StateText);
  return (state?.resources ?? []).length > 0 ? state : undefined;
}

/**
 * Moves the state of a stack that was renamed to its new place, after an apply. First it is written there, and then the
 * resources are taken out of the state in the previous place. It can be interrupted at any moment and done again: a
 * state is taken out only when the new place has the same one.
 */
export async function moveState(stack: StackFolder, args: readonly string[] = []): Promise<void> {
  for (const backend of stack.previousBackends ?? []) {
    await init(stack, args, backend);
    const previous = await readState(stack);
    if (!previous) continue;
    await init(stack, args);
    const current = await readState(stack);
    if (!current) await pushState(stack, previous);
    // Another stack may have the name now.
    else if (current.lineage !== previous.lineage) continue;
    await init(stack, args, backend);
    // With a lineage of its own: what a new stack of that name writes there later is not taken out again.
    const emptied = { ...previous, lineage: randomUUID(), outputs: {}, resources: [] };
    await pushState(stack, emptied, ['-force']);
  }
  if ((stack.previousBackends ?? []).length > 0) await init(stack, args);
}

async function pushState(
  stack: StackFolder,
  state: StateText,
  options: readonly string[] = [],
): Promise<void> {
  const file = path.join(stack.folder, 'moved.tfstate');
  try {
    fs.writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    await terraform(stack, ['state', 'push', ...options, 'moved.tfstate']);
  } finally {
    fs.rmSync(file, { force: true });
  }
}
