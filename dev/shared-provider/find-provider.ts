import * as fs from 'node:fs';
import * as path from 'node:path';
import { readLockedVersion } from '../../config/provider-lock';
import { AWS_PROVIDER, findProviderMirror } from '../provider-mirror';
import { pluginCacheFolder } from '../terraform-environment';

/** Go's names of processors, where Node.js has others. */
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64' };

/** The program of the locked AWS provider, in a mirror or downloaded before; undefined if it is not unpacked there. */
export function findProvider(env: NodeJS.ProcessEnv): string | undefined {
  const mirror = findProviderMirror(env) ?? pluginCacheFolder();
  const platform = `${process.platform}_${PROCESSORS[process.arch] ?? process.arch}`;
  const folder = path.join(mirror, AWS_PROVIDER, readLockedVersion(''), platform);
  if (!fs.existsSync(folder)) return undefined;
  const name = fs.readdirSync(folder).find((each) => each.startsWith('terraform-provider-aws'));
  return name && path.join(folder, name);
}
