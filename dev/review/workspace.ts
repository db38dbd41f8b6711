import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runOrThrow } from '../../cli/process/run';
import { loadValid } from '../../config/valid';
import { bundleCheck } from '../../lambda/bundle';
import { synthesize } from '../../synth/synthesize';
import type { LocalAws } from '../local-aws';
import { terraformEnvironment } from '../terraform-environment';

/** The parts of a stack's JSON that stories change. */
export interface StackJson {
  /** Attributes by type and name. */
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  /** Providers by type. */
  readonly provider: { aws: Record<string, unknown>[] };
  /** Backend and required providers. */
  readonly terraform: Record<string, unknown>;
}

/** A folder from which stacks of a real environment are deployed to the local AWS. */
export class ReviewWorkspace {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-review-'));
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param aws - the target of the deployments. The provider gets its address from environment variables, because an
   * `endpoints` block costs seconds of CPU time at every start of the provider
   */
  constructor(aws: LocalAws) {
    this.env = { ...terraformEnvironment(this.folder, process.env), ...aws.environment() };
  }

  /** Writes the stack of an environment file, with local state. */
  write(stack: string, text: string, edit: (json: StackJson) => void = () => undefined): void {
    this.writeAs(stack, { stack, text, edit });
  }

  /** Writes a stack under another name with a separate state, as if it had never been deployed. */
  async writeFresh(name: string, stack: string, text: string): Promise<void> {
    this.writeAs(name, { stack, text, edit: () => undefined });
    await this.terraform(name, 'init', '-input=false');
  }

  private writeAs(
    folder: string,
    { stack, text, edit }: { stack: string; text: string; edit: (json: StackJson) => void },
  ): void {
    const { environments } = loadValid([{ file: 'prod.yaml', text }]);
    const [synthesized] = synthesize({ environments, stacks: [stack] });
    const json = JSON.parse(synthesized?.text ?? '') as StackJson;
    const { required_providers } = json.terraform;
    const local = { path: this.stateFile(folder) };
    edit(json);
    fs.mkdirSync(this.stackFolder(folder), { recursive: true });
    fs.writeFileSync(
      path.join(this.stackFolder(folder), 'cdk.tf.json'),
      JSON.stringify({ ...json, terraform: { required_providers, backend: { local } } }),
    );
  }

  /** Adds the code of the integrity check to a written stack, which a deployment needs. */
  addCode(stack: string): void {
    const file = path.join(this.stackFolder(stack), 'cdk.tf.json');
    const { resource } = JSON.parse(fs.readFileSync(file, 'utf8')) as StackJson;
    for (const { filename } of Object.values(resource.aws_lambda_function ?? {})) {
      const target = path.join(this.stackFolder(stack), String(filename));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(bundleCheck().file, target);
    }
  }

  /** Deploys a written stack. */
  async apply(stack: string): Promise<void> {
    await this.terraform(stack, 'init', '-input=false');
    await this.terraform(stack, 'apply', '-auto-approve', '-input=false');
  }

  /** The state after a deployment. */
  readState(stack: string): unknown {
    return JSON.parse(fs.readFileSync(this.stateFile(stack), 'utf8'));
  }

  /** Prepares a written stack for a plan, as if the state were that of its deployment. */
  async restoreState(stack: string, state: unknown): Promise<void> {
    fs.writeFileSync(this.stateFile(stack), JSON.stringify(state));
    await this.terraform(stack, 'init', '-input=false');
  }

  /** Updates the state with the attributes that AWS returns after the deployment. */
  async refresh(stack: string): Promise<void> {
    await this.terraform(stack, 'apply', '-refresh-only', '-auto-approve', '-input=false');
  }

  /**
   * Plans a written stack.
   *
   * @param refreshed - whether Terraform refreshes its state first
   * @returns the plan as `terraform show -json` prints it
   */
  async plan(stack: string, refreshed: boolean): Promise<unknown> {
    const refresh = `-refresh=${String(refreshed)}`;
    await this.terraform(stack, 'plan', '-input=false', '-lock=false', '-out=tfplan', refresh);
    const { stdout } = await this.terraform(stack, 'show', '-json', 'tfplan');
    return JSON.parse(stdout) as unknown;
  }

  /** Removes the folder. */
  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private terraform(stack: string, ...args: string[]) {
    return runOrThrow('terraform', args, { cwd: this.stackFolder(stack), env: this.env });
  }

  private stateFile(stack: string): string {
    return path.join(this.folder, `${stack}.tfstate`);
  }

  private stackFolder(stack: string): string {
    return path.join(this.folder, stack);
  }
}
