import { readFolder } from '../config/files';
import { loadEnvironments } from '../config/load';
import { SynthesizedStack } from './controls/stack';
import { synthesize } from '../synth/synthesize';

/** The environments of the tests; those of the truth tables have a store for each access method. */
const FOLDERS = ['test/environments', 'test/access/environments'];

/** Every stack that the controls are held against. */
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
