import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../../core/problem';
import type { Synthesized } from '../../synth/synthesize';
import { stackProblem } from './stack-json';

/** Maximum number of stacks, of bytes of one stack, and of bytes in total. Stacks of callvault have less than 100 kB. */
const LIMITS = { stacks: 10_000, stackBytes: 4 * 1024 ** 2, totalBytes: 256 * 1024 ** 2 };

/** Files that Terraform reads in a folder, besides the stack itself. */
const TERRAFORM_FILE = /\.(?:tf|tofu|tfvars)(?:\.json)?$/;

/**
 * Reads the stacks that a synthesis wrote. The code that wrote them can be hostile: nothing outside of the folder is
 * read, and whatever CDKTF does not write is refused.
 *
 * @param folder - the output folder of CDKTF
 * @throws RefusedError for a folder that cannot be compared
 */
export function readOutputFolder(folder: string): Synthesized[] {
  const stacks = path.join(folder, 'stacks');
  if (!isFolder(stacks)) {
    // A synthesis without stacks writes only the manifest.
    if (fs.existsSync(path.join(folder, 'manifest.json'))) return [];
    throw refused(folder, 'contains no synthesized stacks');
  }
  const ids = fs.readdirSync(stacks).sort();
  if (ids.length > LIMITS.stacks) throw refused(folder, `contains ${ids.length} stacks`);
  let total = 0;
  return ids.map((id) => {
    if (!/^[a-z\d-]{1,65}$/.test(id) || !isFolder(path.join(stacks, id))) {
      throw refused(folder, `contains ${JSON.stringify(id)}, which is not a stack`);
    }
    const text = readStack(path.join(stacks, id), id);
    total += text.length;
    if (total > LIMITS.totalBytes) throw refused(folder, 'is too large');
    return { id, text };
  });
}

function readStack(folder: string, id: string): string {
  const name = 'cdk.tf.json';
  const other = fs.readdirSync(folder).find((each) => each !== name && TERRAFORM_FILE.test(each));
  if (other !== undefined) {
    throw refused(id, `contains ${JSON.stringify(other)}, which Terraform would read as well`);
  }
  const text = tryReadFile(path.join(folder, name));
  if (text === undefined) throw refused(id, `contains no readable ${name}`);
  const problem = stackProblem(text);
  if (problem !== undefined) throw refused(id, problem);
  return text;
}

/** Reads a file, but not what a link or a device leads to. */
function tryReadFile(file: string): string | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  try {
    // Windows has no O_NOFOLLOW.
    if (!fs.lstatSync(file).isFile()) return undefined;
    const opened = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = fs.fstatSync(opened);
      const isReadable = stat.isFile() && stat.size <= LIMITS.stackBytes;
      return isReadable ? fs.readFileSync(opened, 'utf8') : undefined;
    } finally {
      fs.closeSync(opened);
    }
  } catch {
    return undefined;
  }
}

const isFolder = (name: string) =>
  fs.lstatSync(name, { throwIfNoEntry: false })?.isDirectory() === true;

function refused(where: string, what: string): RefusedError {
  return RefusedError.of(
    'difference-output',
    `${where} ${what}`,
    'Give the folder of a complete synthesis, as cdktf synth writes it, or a clone of the project.',
  );
}
