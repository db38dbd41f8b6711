import { readFolder } from '../config/files';
import { loadValid } from '../config/valid';
import { SynthesizedStack } from '../controls/stack';
import { synthesize } from '../synth/synthesize';

/** The environments of the tests; those of the truth tables have a store for each access method. */
const FOLDERS = ['test/environments', 'test/access/environments'];

/** Every stack that the controls are checked on. */
export function auditedStacks(): SynthesizedStack[] {
  return FOLDERS.flatMap((folder) => {
    const { environments } = loadValid(readFolder(folder));
    return synthesize({ environments }).map(({ id, text }) => {
      const environment = environments.find(({ name }) => id.endsWith(`-${name}`));
      return new SynthesizedStack(id, environment?.type ?? 'production', text);
    });
  });
}
