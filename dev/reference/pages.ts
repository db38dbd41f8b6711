import * as fs from 'node:fs';
import { loadEnvironments } from '../../config/load';
import { synthesize } from '../../synth/synthesize';
import { renderCommands } from './commands';
import { renderExitCodes } from './exit-codes';
import { renderOutputs } from './outputs';
import { renderPermissions } from './permissions-page';
import { renderSettingsPage } from './settings';

/** The environment that {@link renderOutputs} has its examples from. */
const ENVIRONMENT = 'dev/reference/environment.yaml';

/** The generated pages of `docs/reference/` by name. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'settings.md': renderSettingsPage(),
    'commands.md': renderCommands(),
    'exit-codes.md': renderExitCodes(),
    'permissions.md': renderPermissions(),
    'outputs.md': renderOutputs(exampleStacks()),
  };
}

function exampleStacks() {
  const text = fs.readFileSync(ENVIRONMENT, 'utf8');
  const { environments, problems } = loadEnvironments([{ file: 'environments/prod.yaml', text }]);
  const wrong = problems.filter(({ warning }) => !warning);
  if (wrong.length > 0) throw new Error(`${ENVIRONMENT}: ${JSON.stringify(wrong, null, 2)}`);
  return synthesize({ environments });
}
