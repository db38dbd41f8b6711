import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../app';
import { readFolder } from '../config/files';
import { loadEnvironments } from '../config/load';
import { SynthesizedStack } from '../controls/stack';

/** The examples, and the environments of the truth tables, which have a store for each way in. */
const FOLDERS = ['environments', 'test/access/environments'];

/** Every stack that the controls are held against. */
export function auditedStacks(): SynthesizedStack[] {
  return FOLDERS.flatMap(synthesize);
}

function synthesize(folder: string): SynthesizedStack[] {
  const files = readFolder(folder);
  const types = new Map(loadEnvironments(files).environments.map(({ name, type }) => [name, type]));
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-controls-'));
  try {
    buildApp({ files, outdir }).synth();
    const stacks = path.join(outdir, 'stacks');
    return fs.readdirSync(stacks).map((id) => {
      const text = fs.readFileSync(path.join(stacks, id, 'cdk.tf.json'), 'utf8');
      const environment = id.slice(id.lastIndexOf('-') + 1);
      return new SynthesizedStack(id, types.get(environment) ?? 'production', text);
    });
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
