import { readFolder } from '../config/files';
import { loadEnvironments } from '../config/load';
import { SynthesizedStack } from './controls/stack';
import { synthesize } from '../synth/synthesize';

/** The examples, and the environments of the truth tables, which have a store for each access method. */
const FOLDERS = ['environments', 'test/access/environments'];

/** Every stack that the controls are checked on. */
export function auditedStacks(): SynthesizedStack[] {
  return FOLDERS.flatMap((folder) => {
    const files = readFolder(folder);
    const { environments } = loadEnvironments(files);
    return synthesize({ files }).map(({ id, text }) => {
      const environment = environments.find(({ name }) => id.endsWith(`-${name}`));
      return new SynthesizedStack(id, environment?.type ?? 'production', text);
    });
  });
}
