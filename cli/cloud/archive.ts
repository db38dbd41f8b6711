import * as fs from 'node:fs';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** What of a synthesized stack is its configuration: not the providers, plans and states beside it. */
const PARTS = ['cdk.tf.json', '.terraform.lock.hcl', 'assets'];

/**
 * A synthesized stack as Terraform Cloud takes it, the code of its functions included. The same files give
 * the same bytes: no times and no owners are in it.
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

/** Paths of the files of a synthesized stack, below its folder, with slashes, sorted. */
export function filesOf(folder: string): string[] {
  return PARTS.map((part) => path.join(folder, part))
    .filter((part) => fs.existsSync(part))
    .flatMap(below)
    .map((file) => path.relative(folder, file).split(path.sep).join('/'))
    .sort();
}

function below(place: string): string[] {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place).flatMap((name) => below(path.join(place, name)));
}
