import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdktf';
import { type Environment, stateStackId } from '../../config/environment';
import { logBucketName } from '../../modules/log-bucket';
import { StateStorage } from '../../stacks/state-storage';
import { AwsRefusedError } from '../exit';
import { explainTerraform } from '../plans/terraform-problem';
import { CommandError, runOrThrow } from '../process/run';
import { runTerraform } from '../process/run-terraform';
import { replaceFile } from '../replace-file';
import { type FoundBucket, lookAtAccount } from './account';
import { adoptions, type KnownResource, readLocalState } from './adopt';
import { insertKeyArn } from './key-arn';
import type { StateTarget } from './target';

/** What {@link Bootstrap} works with. */
export interface BootstrapProps extends StateTarget {
  /** Folder for the synthesized stack and, until it is moved, its local state. */
  readonly folder: string;
  /** Environment variables of Terraform. */
  readonly env: NodeJS.ProcessEnv;
}

/** The result of a bootstrap. */
export interface BootstrapResult {
  readonly environment: string;
  readonly bucket: string;
  readonly keyArn: string;
  /** What was done, in sentences. */
  readonly did: readonly string[];
}

type OnLine = (line: string) => void;

/**
 * Creates a state bucket that contains its own state. Each step can be repeated: after a failure the local state is
 * still in the folder, and resources that already exist in the account are imported.
 */
export class Bootstrap {
  private readonly did: string[] = [];
  private found: FoundBucket = {
    bucket: false,
    logBucket: false,
    alias: false,
    spareKeyIds: [],
    state: false,
  };
  private keyArn = '';

  constructor(private readonly props: BootstrapProps) {}

  /** The result, after all steps. */
  result(): BootstrapResult {
    const { environment, state } = this.props;
    const { keyArn, did } = this;
    return { environment: environment.name, bucket: state.bucket, keyArn, did };
  }

  /** Step 1: checks the account, and what already exists there. */
  async look(): Promise<void> {
    this.found = await lookAtAccount(this.props, logBucketName(this.props.state.bucket));
  }

  /** Step 2: creates or updates the bucket, its key and its log bucket, with local state unless it was moved before. */
  async apply(onLine: OnLine): Promise<void> {
    const { state } = this.props;
    this.reportSpareKeys();
    this.synth(this.found.state ? state : { backend: 'local' });
    await this.terraform(['init', '-input=false', '-reconfigure'], onLine);
    if (!this.found.state) await this.adopt(onLine);
    await this.terraform(['apply', '-input=false', '-auto-approve'], onLine);
    const { stdout } = await this.terraform(['output', '-raw', 'state_key_arn']);
    this.keyArn = stdout.trim();
    this.did.push(
      this.found.bucket
        ? `The state bucket ${state.bucket} already exists; it matches the environment file.`
        : `Created the state bucket ${state.bucket}, its key and its log bucket.`,
    );
  }

  /** Step 3: writes the key into the environment file, so that Terraform encrypts the state with it. */
  writeKeyArn(): void {
    const { environment, state } = this.props;
    if (state.kmsKeyArn === this.keyArn) return;
    const text = fs.readFileSync(environment.file, 'utf8');
    replaceFile(environment.file, insertKeyArn(text, this.keyArn), { before: text });
    this.did.push(`Wrote state.kmsKeyArn into ${environment.file}: commit it.`);
  }

  /** Step 4: moves the bucket's own state into it. */
  async migrate(onLine: OnLine): Promise<void> {
    const { state, folder } = this.props;
    if (!this.found.state) {
      this.synth({ ...state, kmsKeyArn: this.keyArn });
      await this.terraform(['init', '-input=false', '-migrate-state', '-force-copy'], onLine);
      this.did.push(`Moved the bucket's own Terraform state into ${state.bucket}.`);
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }

  private get stackFolder(): string {
    return path.join(this.props.folder, 'stacks', stateStackId(this.props.environment));
  }

  private get localState(): string {
    return `${stateStackId(this.props.environment)}.tfstate`;
  }

  private synth(backend: Environment['state']): void {
    const { environment, state, folder } = this.props;
    fs.mkdirSync(folder, { recursive: true });
    const app = new App({ outdir: folder });
    new StateStorage(app, { environment: { ...environment, state: backend }, state });
    app.synth();
  }

  /** Imports what an interrupted bootstrap left in the account without a state. */
  private async adopt(onLine: OnLine): Promise<void> {
    const known = this.localResources();
    // What exists is configured, not replaced: Terraform may not destroy a key.
    for (const [address, { tainted }] of known) {
      if (tainted) await this.terraform(['untaint', address], onLine);
    }
    const synthesized = fs.readFileSync(path.join(this.stackFolder, 'cdk.tf.json'), 'utf8');
    for (const { address, id } of adoptions(synthesized, this.found)) {
      if (known.get(address)?.id === id) continue;
      if (known.has(address)) await this.terraform(['state', 'rm', address], onLine);
      await this.terraform(['import', '-input=false', address, id], onLine);
      this.did.push(`Imported ${id}, which already existed without a state.`);
    }
  }

  /** Names keys that two runs at once have created. Only a person may delete a key. */
  private reportSpareKeys(): void {
    const { keyId, spareKeyIds } = this.found;
    const local = [...this.localResources()].filter(([address]) =>
      address.startsWith('aws_kms_key.'),
    );
    const ids = new Set([...spareKeyIds, ...local.map(([, { id }]) => id)]);
    for (const id of keyId === undefined ? [] : ids) {
      if (id === keyId) continue;
      this.did.push(
        `Another run at the same time has created the key ${id}, which nothing uses. Delete it: aws kms schedule-key-deletion --key-id ${id}`,
      );
    }
  }

  /** Resources by address, according to the local state. */
  private localResources(): ReadonlyMap<string, KnownResource> {
    const file = path.join(this.stackFolder, this.localState);
    return fs.existsSync(file) ? readLocalState(fs.readFileSync(file, 'utf8')) : new Map();
  }

  private async terraform(args: readonly string[], onLine?: OnLine) {
    const plain = Object.fromEntries(
      ['init', 'apply', 'import'].map((command) => [`TF_CLI_ARGS_${command}`, '-no-color']),
    );
    const env = { ...this.props.env, ...plain, TF_IN_AUTOMATION: '1' };
    const options = { cwd: this.stackFolder, env, onLine, finishes: true };
    try {
      return await runTerraform(args, options, runOrThrow);
    } catch (error) {
      throw error instanceof CommandError ? this.explain(error) : error;
    }
  }

  private explain(error: CommandError): Error {
    const { environment } = this.props;
    const stack = {
      id: stateStackId(environment),
      environment: environment.name,
      folder: this.stackFolder,
    };
    const problem = explainTerraform(stack, error.result.stderr);
    return problem ? new AwsRefusedError(problem.what, problem.fix, { cause: error }) : error;
  }
}
