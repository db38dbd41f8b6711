import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp, type BuildOptions } from './app';

/** A stack as CDKTF writes it. */
export interface Synthesized {
  /** Its id. */
  readonly id: string;
  /** Its `cdk.tf.json`, byte for byte. */
  readonly text: string;
}

/**
 * Builds stacks as {@link buildApp} does and gives their JSON; nothing of it stays on the disk.
 *
 * @throws what {@link buildApp} throws
 */
export function synthesize(options: Omit<BuildOptions, 'outdir'>): Synthesized[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-synth-'));
  try {
    buildApp({ ...options, outdir }).synth();
    const folder = path.join(outdir, 'stacks');
    return fs
      .readdirSync(folder)
      .map((id) => ({ id, text: fs.readFileSync(path.join(folder, id, 'cdk.tf.json'), 'utf8') }));
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
