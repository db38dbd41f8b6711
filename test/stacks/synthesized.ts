import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../app';
import { readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';

/** Attributes of a resource, as they stand in the synthesized JSON. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A synthesized stack. */
export interface Stack {
  /** Its id. */
  readonly id: string;
  /** Its JSON, byte for byte. */
  readonly text: string;
  /** All its resources of a type, by name. */
  readonly all: (type: string) => [name: string, attributes: Attributes][];
  /** All its resource types. */
  readonly types: readonly string[];
  /** Addresses of all its resources. */
  readonly addresses: readonly string[];
}

/** Synthesizes environment files into a folder of their own, which is removed again. */
export function synthesize(files: readonly EnvironmentFile[], stacks?: string): Stack[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-synth-'));
  try {
    buildApp({ files, stacks, outdir }).synth();
    const folder = path.join(outdir, 'stacks');
    return fs.readdirSync(folder).map((id) => {
      const file = path.join(folder, id, 'cdk.tf.json');
      return readStack(id, fs.readFileSync(file, 'utf8'));
    });
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

function readStack(id: string, text: string): Stack {
  const { resource } = JSON.parse(text) as {
    resource: Record<string, Record<string, Attributes>>;
  };
  return {
    id,
    text,
    all: (type) => Object.entries(resource[type] ?? {}),
    types: Object.keys(resource),
    addresses: Object.entries(resource)
      .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
      .sort(),
  };
}

/** The stacks of the example environments. */
export const examples = () => synthesize(readFolder('environments'));
