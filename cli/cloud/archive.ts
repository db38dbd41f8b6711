import * as fs from 'node:fs';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { PROVIDER_LOCK } from '../../config/provider-lock';
import { IMPORTS } from '../existing/plan-new';

/** The configuration of a synthesized stack, without the providers, plans and states next to it. */
const PARTS = ['cdk.tf.json', IMPORTS, PROVIDER_LOCK, 'assets'];

/**
 * A synthesized stack with the code of its functions, as the tar.gz that Terraform Cloud requires. The same files give
 * the same bytes: it contains no times and no owners.
 */
export async function archiveStack(folder: string): Promise<Buffer<ArrayBuffer>> {
  const tar = pack();
  const bytes = buffer(tar);
  for (const name of filesOf(folder)) {
    const content = fs.readFileSync(path.join(folder, name));
    tar.entry({ name, mode: 0o644, mtime: new Date(0) }, content);
  }
  tar.finalize();
  return Buffer.from(gzipSync(await bytes));
}

/** The files of a synthesized stack: sorted paths relative to its folder, with slashes. */
export function filesOf(folder: string): string[] {
  return PARTS.map((part) => path.join(folder, part))
    .filter((part) => fs.existsSync(part))
    .flatMap(filesBelow)
    .map((file) => path.relative(folder, file).split(path.sep).join('/'))
    .sort();
}

function filesBelow(place: string): string[] {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place).flatMap((name) => filesBelow(path.join(place, name)));
}
