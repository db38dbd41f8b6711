import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdktf';
import { selectPlanned } from '../../synth/app';
import { lockProviders } from '../../synth/provider-lock';
import type { Environment } from '../../config/environment';
import { buildStack } from '../../stacks/planned-stack';

/** The paths of all files below a folder, with digests of their contents. */
export function readTree(folder: string): Record<string, string> {
  return Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => [path.relative(folder, file), sha256(file)]),
  );
}

const sha256 = (file: string) => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

/** Builds and writes stacks as CDKTF does by itself. */
export function synthSlowly(environments: readonly Environment[], outdir: string): void {
  const app = new App({ outdir });
  const planned = selectPlanned({ environments });
  for (const stack of planned) buildStack(app, stack);
  app.synth();
  lockProviders(outdir, planned);
}
