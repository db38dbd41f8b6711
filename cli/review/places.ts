import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  ciStackId,
  type Environment,
  stackIds,
  stateStackId,
  tryFindEnvironmentOf,
} from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { readSource } from '../../config/source';
import type { Acceptance } from '../../review/acceptance';
import type { ResultPlace } from '../../review/render/result-context';
import type { ReviewResult } from '../../review/render/results';

/** Settings that findings are about, by the beginnings of their ids. */
const SETTINGS: readonly (readonly [ids: RegExp, setting: string])[] = [
  [/^(?:expiry|retention|noncurrent|lifecycle|storage-class|uploads-aborted)/, 'retention'],
  [/^lock-/, 'objectLock'],
  [/^replication-/, 'replication'],
  [/^cidr-/, 'sourceIp'],
  [/^external-id-/, 'externalId'],
  [/^path-/, 'pathPattern'],
  [/^(?:monitoring|alarms)-/, 'integrity'],
];

type PlaceOf = (result: ReviewResult) => ResultPlace | undefined;

/**
 * Finds the setting in the environment files that a result is about: the store's setting, or the store, or the
 * environment of a stack that was removed.
 *
 * @param root - the root of the repository, to which the paths are relative
 */
export function placesIn({ environments, files }: Loaded, root: string): PlaceOf {
  const locate = ({ file }: Environment, keys: readonly (string | number)[]) => {
    const text = files.find((each) => each.file === file)?.text ?? '';
    const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/');
    return { file: relative, ...readSource(text).locate(keys, 'key') };
  };
  return ({ id, stack, acceptance, isAccepted }) => {
    if (stack === undefined) return undefined;
    const environment = environmentOf(environments, stack);
    if (!environment) return undefined;
    if (acceptance && !isAccepted)
      return locate(environment, acceptanceKeys(environment, acceptance));
    return locate(environment, keysOf(environment, stack, id));
  };
}

type Loaded = Pick<ValidEnvironments, 'environments' | 'files'>;

/** The environment of a stack, or the one that a removed stack belonged to. */
function environmentOf(environments: readonly Environment[], stack: string) {
  const own = environments.find((each) => stackIds([each]).includes(stack));
  return own ?? tryFindEnvironmentOf(stack, environments);
}

function keysOf(environment: Environment, stack: string, id: string): string[] {
  if (stack === stateStackId(environment)) return ['state'];
  if (stack === ciStackId(environment)) return ['ci'];
  const store = environment.stores.find((each) => each.id === stack);
  const [, setting] = SETTINGS.find(([ids]) => ids.test(id)) ?? [];
  return ['stores', ...(store ? [store.name] : []), ...(setting === undefined ? [] : [setting])];
}

function acceptanceKeys({ name, accept = [] }: Environment, acceptance: Acceptance) {
  const index = accept.findIndex(
    ({ store, finding, resource, until }) =>
      `${store}-${name}` === acceptance.stack &&
      finding === acceptance.finding &&
      resource === acceptance.resource &&
      until === acceptance.until,
  );
  return ['accept', ...(index < 0 ? [] : [index])];
}

/** The root of the repository that a folder is in: the nearest one with `.git`, or the folder itself. */
export function repositoryRoot(folder: string): string {
  for (let each = folder; ; each = path.dirname(each)) {
    if (fs.existsSync(path.join(each, '.git'))) return each;
    if (path.dirname(each) === each) return folder;
  }
}
