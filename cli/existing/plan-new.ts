import * as fs from 'node:fs';
import * as path from 'node:path';
import { RestoreSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Environment } from '../../config/environment';
import { parseRawPlan } from '../../review/raw-plan';
import { asDeployer, type ClientSettings } from '../deployer';
import { AwsRefusedError } from '../exit';
import { InterruptedError } from '../process/interruption';
import { planStack, showPlan, type StackFolder } from '../plans/terraform';
import { AccountReader } from './account-reader';
import { createdBy, type CreatedResource } from './created';
import { findExisting, type FoundExisting } from './find-existing';
import {
  explainDeletion,
  type ExistingProblem,
  type ExistingResource,
  judgeExisting,
} from './judge';

/** How a stack is planned. */
export interface PlanOptions {
  /** Name of the plan in the stack's folder. */
  readonly file: string;
  /** Whether the state is locked meanwhile. */
  readonly lock: boolean;
  /** Whether everything in it is destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether a secret of the stack that is to be deleted is restored, which changes AWS. @default false */
  readonly restore?: boolean;
  /** Called with what was done, and with what could not be found out, in sentences. */
  readonly onNote: (note: string) => void;
}

/** Import blocks for Terraform, next to the synthesized stack while it is planned. */
const IMPORTS = 'existing.tf.json';

/**
 * Plans a stack. If it would create what exists, resources that an interrupted deployment has left are imported, and
 * everything else is refused before anything is applied.
 *
 * @returns the plan as JSON, which contains secrets in plain text; undefined if nothing would change
 * @throws GuardedError when Terraform refuses to destroy protected resources
 * @throws AwsRefusedError for a name that exists, and when Terraform fails
 */
export async function planNew(
  stack: StackFolder,
  environment: Environment,
  options: PlanOptions,
): Promise<string | undefined> {
  // A run that was killed may have left them.
  fs.rmSync(path.join(stack.folder, IMPORTS), { force: true });
  if (!(await planStack(stack, options.file, options))) return undefined;
  const text = await showPlan(stack, options.file);
  const created = createdBy(parseRawPlan(text, stack.id));
  if (created.length === 0) return text;
  const imports = await findImports({ stack, environment, created }, options);
  if (imports.length === 0) return text;
  for (const { created: each } of imports)
    options.onNote(`${stack.id}: ${each.address} is imported.`);
  return withImports(stack, imports, async () => {
    const hasChanges = await planStack(stack, options.file, options);
    return hasChanges ? showPlan(stack, options.file) : undefined;
  });
}

interface Looked {
  readonly stack: StackFolder;
  readonly environment: Environment;
  readonly created: readonly CreatedResource[];
}

/** @throws AwsRefusedError for names that exist and cannot be imported */
async function findImports(
  { stack, environment, created }: Looked,
  { restore = false, onNote }: PlanOptions,
): Promise<readonly ExistingResource[]> {
  const looked = await lookInAccount(environment, created, (why) => {
    onNote(`${stack.id}: whether its names exist was not checked: ${why}`);
  });
  if (!looked) return [];
  const { settings, found } = looked;
  for (const { call, answer } of found.unknown) {
    onNote(`${stack.id}: AWS does not say whether ${call} exists: ${answer}`);
  }
  const { imports, restores, problems } = judgeExisting(found.existing);
  const refused = [...problems, ...(restore ? [] : restores.map(explainDeletion))];
  if (refused.length > 0) throw existing(stack.id, refused);
  for (const each of restores) {
    await restoreSecret(each, settings);
    onNote(`${stack.id}: restored secret ${each.created.name}, which was to be deleted.`);
  }
  return [...imports, ...restores];
}

/** Looks in the account. Where a remote run has other credentials than this process, it cannot. */
async function lookInAccount(
  environment: Environment,
  created: readonly CreatedResource[],
  onFailure: (why: string) => void,
): Promise<{ settings: ClientSettings; found: FoundExisting } | undefined> {
  try {
    const settings = await asDeployer(environment, created[0]?.region ?? environment.region);
    const found = await findExisting(created, new AccountReader(environment, settings));
    return { settings, found };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    onFailure(error instanceof AwsRefusedError ? error.what : String(error));
    return undefined;
  }
}

async function restoreSecret({ created, live }: ExistingResource, settings: ClientSettings) {
  const secrets = new SecretsManagerClient({ ...settings, region: created.region });
  await secrets.send(new RestoreSecretCommand({ SecretId: live.id }));
}

function existing(id: string, problems: readonly ExistingProblem[]): AwsRefusedError {
  const what = problems.map((each) => `${each.what} (${each.address})`).join('; ');
  const fixes = [...new Set(problems.map(({ fix }) => fix))];
  return new AwsRefusedError(`${id} would create what exists: ${what}`, fixes.join(' '));
}

/** Terraform writes the configuration into the plan, so the import blocks are not needed afterwards. */
async function withImports<T>(
  { folder }: StackFolder,
  imports: readonly ExistingResource[],
  work: () => Promise<T>,
): Promise<T> {
  const file = path.join(folder, IMPORTS);
  fs.writeFileSync(file, renderImports(imports));
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @see Terraform documentation, "import block reference" */
function renderImports(imports: readonly ExistingResource[]): string {
  const blocks = imports.map(({ created: { address: to }, live: { id } }) => ({ to, id }));
  return `${JSON.stringify({ import: blocks }, null, 2)}\n`;
}
