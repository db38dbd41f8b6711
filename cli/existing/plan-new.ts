import * as fs from 'node:fs';
import * as path from 'node:path';
import { RestoreSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Environment } from '../../config/environment';
import { parseRawPlan, type RawPlan } from '../../review/raw-plan';
import type { Store } from '../../store/store';
import { asDeployer, type ClientSettings, explainCall } from '../deployer';
import { AwsRefusedError } from '../exit';
import { planStack } from '../plans/plan-stack';
import { showPlan, type StackFolder } from '../plans/terraform';
import { AccountReader } from './account-reader';
import {
  type AdoptedParts,
  adoptParts,
  type ImportBlock,
  nothingToAdopt,
  replacedBy,
  unknownToAdopt,
} from './adopted';
import { createdBy, type CreatedResource } from './created';
import { findExisting, type FoundExisting } from './find-existing';
import { destroyedBuckets, findFullBuckets } from './full-buckets';
import { noteHeld } from './held-note';
import {
  explainDeletion,
  type ExistingProblem,
  type ExistingResource,
  judgeExisting,
} from './judge';

/** What happens to names that exist. */
interface ExistingOptions {
  /** Whether names that exist are not looked for: the plan is for a review only. @default false */
  readonly ignoreNames?: boolean;
  /** Whether a secret of the stack that is to be deleted is restored, which changes AWS. @default false */
  readonly restore?: boolean;
  /** Called with what was done, and with what could not be found out, in sentences. */
  readonly onNote: (note: string) => void;
}

/** How a stack is planned. */
export interface PlanOptions extends ExistingOptions {
  /** Name of the plan in the stack's folder. */
  readonly file: string;
  /** Whether the state is locked meanwhile. */
  readonly lock: boolean;
  /** Whether everything in it is destroyed. @default false */
  readonly destroy?: boolean;
}

/** Import blocks for Terraform, next to the synthesized stack while it is planned. */
export const IMPORTS = 'existing.tf.json';

/**
 * Plans a stack. If it would create what exists, resources that an interrupted deployment has left and the bucket that the
 * store adopts are imported, and everything else is refused before anything is applied.
 *
 * @returns the plan as JSON, which contains secrets in plain text; undefined if nothing would change
 * @throws GuardedError when Terraform refuses to destroy protected resources
 * @throws AwsRefusedError for a name that exists, and when Terraform fails
 */
export function planNew(
  stack: StackFolder,
  environment: Environment,
  options: PlanOptions,
): Promise<string | undefined> {
  const plan = async () => {
    const hasChanges = await planStack(stack, options.file, options);
    return hasChanges ? showPlan(stack, options.file) : undefined;
  };
  return planImporting(stack, environment, { ...options, plan });
}

/** Plans a stack once, and again with import blocks if it would create what belongs to it. */
export async function planImporting(
  stack: Pick<StackFolder, 'id' | 'folder'>,
  environment: Environment,
  options: ExistingOptions & { readonly plan: () => Promise<string | undefined> },
): Promise<string | undefined> {
  const { plan } = options;
  // A run that was killed may have left them.
  fs.rmSync(path.join(stack.folder, IMPORTS), { force: true });
  const text = await plan();
  if (text === undefined || options.ignoreNames === true) return text;
  const raw = parseRawPlan(text, stack.id);
  await refuseLosses(stack.id, { environment, plan: raw }, options.onNote);
  const imports = await findImports({ stack, environment, plan: raw }, options);
  if (imports.length === 0) return text;
  for (const { to } of imports) options.onNote(`${stack.id}: ${to} is imported.`);
  const imported = await withImports(stack, imports, plan);
  if (imported !== undefined) refuseReplaced(stack.id, parseRawPlan(imported, stack.id), imports);
  return imported;
}

/** @throws AwsRefusedError for buckets that would be destroyed with what is in them, or that S3 would not delete */
async function refuseLosses(
  id: string,
  planned: { readonly environment: Environment; readonly plan: RawPlan },
  onNote: (note: string) => void,
): Promise<void> {
  const held = await noteHeld(id, planned, onNote);
  const destroyed = destroyedBuckets(planned.plan);
  const content =
    destroyed.length === 0
      ? undefined
      : await ifKnown(
          () => findFullBuckets(planned.environment, destroyed),
          (why) => {
            onNote(`${id}: whether the buckets that it destroys are empty was not checked: ${why}`);
          },
        );
  for (const each of content?.unknown ?? []) onNote(`${id}: ${each}`);
  const problems = [...held, ...(content?.full ?? [])];
  if (problems.length > 0) throw refusal(id, problems);
}

/** @throws AwsRefusedError for an imported resource that the plan would destroy */
function refuseReplaced(id: string, plan: RawPlan, imports: readonly ImportBlock[]): void {
  const replaced = replacedBy(plan, imports);
  if (replaced.length > 0) throw refusal(id, replaced);
}

interface CreatingStack {
  readonly stack: Pick<StackFolder, 'id'>;
  readonly environment: Environment;
  readonly plan: RawPlan;
}

/** @throws AwsRefusedError for names that exist and cannot be imported */
async function findImports(
  { stack, environment, plan }: CreatingStack,
  { restore = false, onNote }: ExistingOptions,
): Promise<readonly ImportBlock[]> {
  const created = createdBy(plan);
  if (created.length === 0) return [];
  const looked = await lookAndNote(stack.id, { environment, created, onNote });
  if (!looked) return [];
  const { settings, found } = looked;
  const store = environment.stores.find(
    ({ id, settings: { adopt: own } }) => id === stack.id && own,
  );
  const { imports, restores, problems } = judgeExisting(found.existing, store?.bucketName);
  const parts = await adopt(store, { plan, created, found, imports }, settings);
  const refused = [
    ...problems,
    ...(restore ? [] : restores.map(explainDeletion)),
    ...parts.problems,
  ];
  if (refused.length > 0) throw refusal(stack.id, refused);
  for (const each of restores) {
    await restoreSecret(each, settings);
    onNote(`${stack.id}: restored secret ${each.created.name}, which was to be deleted.`);
  }
  return [...[...imports, ...restores].map(toBlock), ...parts.imports];
}

const toBlock = ({ created, live }: ExistingResource): ImportBlock => ({
  to: created.address,
  id: live.id,
});

interface Adoptable {
  readonly plan: RawPlan;
  readonly created: readonly CreatedResource[];
  readonly found: FoundExisting;
  readonly imports: readonly ExistingResource[];
}

/** The settings of the bucket that a store adopts; nothing if the state contains the bucket already, or it is refused. */
async function adopt(
  store: Store | undefined,
  { plan, created, found, imports }: Adoptable,
  settings: ClientSettings,
): Promise<AdoptedParts> {
  const isBucket = ({ type, name }: CreatedResource) =>
    type === 'aws_s3_bucket' && name === store?.bucketName;
  const bucket = created.find(isBucket);
  if (!store || !bucket) return { imports: [], problems: [] };
  if (imports.some((each) => isBucket(each.created))) {
    return adoptParts(store, plan, { created: bucket, settings });
  }
  if (found.existing.some((each) => isBucket(each.created))) return { imports: [], problems: [] };
  const explain = found.missing.some(isBucket) ? nothingToAdopt : unknownToAdopt;
  return { imports: [], problems: [explain(store, bucket.address)] };
}

interface Noted {
  readonly environment: Environment;
  readonly created: readonly CreatedResource[];
  readonly onNote: (note: string) => void;
}

/** Looks in the account, and notes what could not be found out. */
async function lookAndNote(id: string, { environment, created, onNote }: Noted) {
  const looked = await lookInAccount(environment, created, (why) => {
    onNote(`${id}: whether its names exist was not checked: ${why}`);
  });
  for (const { call, answer } of looked?.found.unknown ?? []) {
    onNote(`${id}: AWS does not say whether ${call} exists: ${answer}`);
  }
  return looked;
}

function lookInAccount(
  environment: Environment,
  created: readonly CreatedResource[],
  onFailure: (why: string) => void,
): Promise<{ settings: ClientSettings; found: FoundExisting } | undefined> {
  return ifKnown(async () => {
    const settings = await asDeployer(environment, created[0]?.region ?? environment.region);
    const found = await findExisting(created, new AccountReader(environment, settings));
    return { settings, found };
  }, onFailure);
}

/** Asks AWS. Where a remote run has other credentials than this process, it cannot. */
async function ifKnown<T>(
  ask: () => Promise<T>,
  onFailure: (why: string) => void,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    onFailure(error instanceof AwsRefusedError ? error.what : String(error));
    return undefined;
  }
}

async function restoreSecret({ created, live }: ExistingResource, settings: ClientSettings) {
  const secrets = new SecretsManagerClient({ ...settings, region: created.region });
  const restored = secrets.send(new RestoreSecretCommand({ SecretId: live.id }));
  await explainCall(`restoring the secret ${created.name}`, restored);
}

function refusal(id: string, problems: readonly ExistingProblem[]): AwsRefusedError {
  const what = problems.map((each) => `${each.what} (${each.address})`).join('; ');
  const fixes = [...new Set(problems.map(({ fix }) => fix))];
  return new AwsRefusedError(`${id} cannot be deployed as planned: ${what}`, fixes.join(' '));
}

/** Terraform writes the configuration into the plan, so the import blocks are not needed afterwards. */
async function withImports<T>(
  { folder }: Pick<StackFolder, 'folder'>,
  imports: readonly ImportBlock[],
  work: () => Promise<T>,
): Promise<T> {
  const file = path.join(folder, IMPORTS);
  // See Terraform's documentation, "import block reference".
  fs.writeFileSync(file, `${JSON.stringify({ import: imports }, null, 2)}\n`);
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
