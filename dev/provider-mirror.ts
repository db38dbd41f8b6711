import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const MIRROR_VARIABLE = 'CALLVAULT_PROVIDER_MIRROR';

/** The folder of the AWS provider in a filesystem mirror. */
export const AWS_PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');

/** Where machine images and packages install software; searched up to two levels deep. */
const SHARED_FOLDERS = ['/opt', '/usr/share', '/usr/local/share'];

/**
 * Finds a Terraform filesystem mirror with the AWS provider, so that nothing is downloaded: the
 * folder in `CALLVAULT_PROVIDER_MIRROR`, then Terraform's own plugin folders, then shared folders of the
 * machine's image.
 *
 * @returns undefined if none exists; Terraform then uses the registry
 * @throws Error if the variable names a folder that is not a mirror
 * @see Terraform CLI documentation, "CLI Configuration", "Implied Local Mirror Directories"
 */
export function findProviderMirror(
  env: NodeJS.ProcessEnv,
  sharedFolders: readonly string[] = SHARED_FOLDERS,
): string | undefined {
  const explicit = env[MIRROR_VARIABLE];
  if (explicit) return explicitMirror(explicit);
  return (
    pluginFolders(env).find(isMirror) ??
    sharedFolders.flatMap((folder) => [folder, ...subfolders(folder, 2)]).find(isMirror)
  );
}

function explicitMirror(folder: string): string {
  if (isMirror(folder)) return folder;
  throw new Error(
    `${MIRROR_VARIABLE} is ${folder}, which does not contain ${AWS_PROVIDER}. ` +
      `Fill it with \`terraform providers mirror ${folder}\`, or unset ${MIRROR_VARIABLE}.`,
  );
}

function isMirror(folder: string): boolean {
  return existsSync(join(folder, AWS_PROVIDER));
}

function pluginFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? homedir();
  const dataFolders = [
    env.XDG_DATA_HOME ?? join(home, '.local', 'share'),
    ...(env.XDG_DATA_DIRS ?? ['/usr/local/share', '/usr/share'].join(delimiter)).split(delimiter),
  ];
  const roaming = env.APPDATA;
  return [
    join(home, '.terraform.d', 'plugins'),
    ...dataFolders.map((folder) => join(folder, 'terraform', 'plugins')),
    ...[home, '/'].map((root) => join(root, 'Library/Application Support/io.terraform/plugins')),
    ...(roaming
      ? ['terraform.d', 'HashiCorp/Terraform'].map((folder) => join(roaming, folder, 'plugins'))
      : []),
  ];
}

/** The folders below a folder, nearest first, in a stable order. Unreadable folders count as empty. */
function subfolders(folder: string, levels: number): string[] {
  if (levels === 0) return [];
  try {
    const children = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name))
      .sort();
    return [...children, ...children.flatMap((child) => subfolders(child, levels - 1))];
  } catch {
    return [];
  }
}
