import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseDocument } from 'yaml';
import type { LocalAws } from '../local-aws';
import { terraformEnvironment } from '../terraform-environment';

/** The environment that the demo and the end-to-end tests deploy. */
export const LOCAL_ENVIRONMENT = 'local';

/** A temporary folder in which the local environment is deployed, separate from the working tree. */
export interface Workspace {
  readonly folder: string;
  /** The environment in which cdktf, terraform and callvault run. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder cdktf writes to. */
  readonly output: string;
  remove(): void;
}

/** Options of {@link makeWorkspace}. */
export interface WorkspaceOptions {
  /** Address of the local vendor APIs. @default - none */
  readonly vendors?: string;
  /** Folder of `local.yaml`. @default 'environments' */
  readonly source?: string;
}

/** Copies `environments/local.yaml` to a temporary folder, with the endpoint of the given local AWS. */
export function makeWorkspace(
  aws: LocalAws,
  { vendors, source = 'environments' }: WorkspaceOptions = {},
): Workspace {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-'));
  const environments = path.join(folder, 'environments');
  fs.mkdirSync(environments);
  const file = `${LOCAL_ENVIRONMENT}.yaml`;
  const document = parseDocument(fs.readFileSync(path.join(source, file), 'utf8'));
  document.setIn(['localAws', 'endpoint'], aws.endpoint);
  if (vendors !== undefined) document.setIn(['localAws', 'vendors'], vendors);
  fs.writeFileSync(path.join(environments, file), document.toString({ lineWidth: 0 }));
  return {
    folder,
    output: path.join(folder, 'cdktf.out'),
    env: {
      ...terraformEnvironment(folder, process.env),
      ...aws.environment(),
      CALLVAULT_ENVIRONMENTS: environments,
    },
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
