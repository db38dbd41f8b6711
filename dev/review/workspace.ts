import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runOrThrow } from '../../cli/process/run';
import { loadValid } from '../../config/valid';
import { synthesize } from '../../synth/synthesize';
import type { LocalAws } from '../local-aws';
import { terraformEnvironment } from '../terraform-environment';

/** A stack's JSON, as far as the stories change it. */
export interface StackJson {
  /** Attributes by type and name. */
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  /** Providers by type. */
  readonly provider: { aws: Record<string, unknown>[] };
  /** Backend and required providers. */
  readonly terraform: Record<string, unknown>;
}

/** A folder in which stacks of a real environment are deployed to the local AWS. */
export class ReviewWorkspace {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-review-'));
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param aws - where the stacks go; their provider learns it from its environment, because an `endpoints`
   * block costs seconds of the processor each time that the provider starts
   */
  constructor(aws: LocalAws) {
    this.env = { ...terraformEnvironment(this.folder, process.env), ...aws.environment() };
  }

  /** Writes a stack as the environment file makes it, with local state. */
  write(stack: string, text: string, edit: (json: StackJson) => void = () => undefined): void {
    this.writeAs(stack, { stack, text, edit });
  }

  /** Writes a stack under a name and with a state of its own, as one that nobody has deployed. */
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
    const local = { path: path.join(this.folder, `${folder}.tfstate`) };
    edit(json);
    fs.mkdirSync(this.stackFolder(folder), { recursive: true });
    fs.writeFileSync(
      path.join(this.stackFolder(folder), 'cdk.tf.json'),
      JSON.stringify({ ...json, terraform: { required_providers, backend: { local } } }),
    );
  }

  /** Deploys a stack that was written. */
  async apply(stack: string): Promise<void> {
    await this.terraform(stack, 'init', '-input=false');
    await this.terraform(stack, 'apply', '-auto-approve', '-input=false');
  }

  /** Brings the state up to what AWS says of itself once all is there. */
  async refresh(stack: string): Promise<void> {
    await this.terraform(stack, 'apply', '-refresh-only', '-auto-approve', '-input=false');
  }

  /**
   * Plans a stack that was written, and gives the plan's JSON.
   *
   * @param refreshed - whether Terraform asks AWS first; without, it takes its state's word
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

  private stackFolder(stack: string): string {
    return path.join(this.folder, stack);
  }
}
