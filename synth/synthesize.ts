import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildApp, type BuildOptions } from './app';
import { inTemporaryFolder } from './temporary-folder';

/** A stack as CDKTF writes it. */
export interface Synthesized {
  readonly id: string;
  /** Its `cdk.tf.json`, byte for byte. */
  readonly text: string;
}

/**
 * Builds stacks as {@link buildApp} does and returns their JSON. Nothing stays on the disk.
 *
 * @throws what {@link buildApp} throws
 */
export function synthesize(options: Omit<BuildOptions, 'outdir'>): Synthesized[] {
  return inTemporaryFolder((outdir) => {
    buildApp({ ...options, outdir }).synth();
    return readStacks(outdir);
  });
}

/** The stacks in an output folder, sorted by id. */
export function readStacks(outdir: string): Synthesized[] {
  const stacks = path.join(outdir, 'stacks');
  if (!fs.existsSync(stacks)) return [];
  return fs
    .readdirSync(stacks)
    .sort()
    .map((id) => ({ id, text: fs.readFileSync(path.join(stacks, id, 'cdk.tf.json'), 'utf8') }));
}
