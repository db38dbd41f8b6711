import { stackIds } from '../../config/environment';
import { readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { selectStacks } from '../../config/select';
import type { Cache } from '../../synth/cache';
import { synthesize as synthesizeAll } from '../../synth/synthesize';
import { environmentsOf } from '../environments';

/** Attributes of a resource in the synthesized JSON. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A synthesized stack. */
export interface Stack {
  readonly id: string;
  /** Its JSON, byte for byte. */
  readonly text: string;
  /** All its resources of a type, by name. */
  readonly all: (type: string) => [name: string, attributes: Attributes][];
  readonly types: readonly string[];
  readonly addresses: readonly string[];
}

/** Synthesizes environment files. With a cache, stacks that it has are not built again. */
export function synthesize(
  files: readonly EnvironmentFile[],
  stacks?: string,
  cache?: Cache,
): Stack[] {
  const environments = environmentsOf(files);
  const selected = selectStacks(stackIds(environments), stacks);
  return synthesizeAll({ environments, stacks: selected, cache }).map(({ id, text }) =>
    readStack(id, text),
  );
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

/** The stacks of the environments below test/. */
export const examples = () => synthesize(readFolder('test/environments'));
