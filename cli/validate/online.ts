import type { Environment } from '../../config/environment';
import type { EnvironmentFile, LocatedProblem } from '../../config/load';
import { readSource } from '../../config/source';
import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import { synthesize } from '../../synth/synthesize';
import { asDeployer, explainCall } from '../deployer';
import { AccountReader } from '../existing/account-reader';
import { namedIn } from '../existing/created';
import { findExisting, type FoundExisting } from '../existing/find-existing';
import {
  explainDeletion,
  type ExistingResource,
  hasOwnTags,
  judgeExisting,
} from '../existing/judge';
import { checkGivenTopic, topicsMade } from './topic';

/** What `--online` works with. */
export interface OnlineOptions {
  readonly files: readonly EnvironmentFile[];
  readonly environments: readonly Environment[];
  readonly onProgress: (what: string) => void;
}

/**
 * Looks in AWS for the names that the stores' stacks will have, and at the topics of the user that alarms notify. What
 * has the tags of a store was deployed with it.
 *
 * @throws AwsRefusedError without credentials of an environment's account, and if AWS does not answer
 */
export async function checkOnline(options: OnlineOptions): Promise<LocatedProblem[]> {
  const { files, environments, onProgress } = options;
  const problems: LocatedProblem[] = [];
  const made = topicsMade(environments);
  for (const environment of environments) {
    const settings = await asDeployer(environment, environment.region);
    const reader = new AccountReader(environment, settings);
    const locate = locator(files, environment.file);
    for (const store of environment.stores) {
      onProgress(store.id);
      const [stack] = synthesize({ environments: [environment], stacks: [store.id] });
      const named = namedIn(stack?.text ?? '');
      const found = await explainCall(
        `looking for the names of ${store.id}`,
        findExisting(named, reader),
      );
      const topic = await checkGivenTopic(store, settings, made);
      problems.push(...[...problemsOf(store, found), ...topic].map(locate));
    }
  }
  return problems;
}

/** What is wrong with the names of a store. */
export function problemsOf(
  store: Store,
  { existing, unknown }: Pick<FoundExisting, 'existing' | 'unknown'>,
): Problem[] {
  const { adopt } = store.settings;
  const others = existing.filter((each) => !wasDeployed(store, each));
  const { problems, restores } = judgeExisting(others, adopt ? store.bucketName : undefined);
  const place = { rule: 'name-not-taken', path: ['stores', store.name] };
  return [
    ...[...problems, ...restores.map(explainDeletion)].map(({ what, fix }) => ({
      ...place,
      what,
      fix,
    })),
    ...unknown.map(({ call, answer }) => ({
      ...place,
      what: `AWS does not say whether ${call} exists: ${answer}`,
      fix: 'Use credentials that can read it.',
      warning: true as const,
    })),
  ];
}

/** Whether the tags say that a resource was deployed with a store, under its name or a previous one. */
function wasDeployed({ previousIds }: Store, { created, live }: ExistingResource): boolean {
  if (live.deletedOn) return false;
  // Groups have no tags: they come with a user that has.
  if (created.type === 'aws_iam_group') return true;
  const { tags = {} } = live;
  if (hasOwnTags(created.tags, tags)) return true;
  return (
    tags['managed-by'] === 'callvault' &&
    previousIds.includes(`${tags.store ?? ''}-${tags.environment ?? ''}`)
  );
}

/** Gives problems their place in a file. */
function locator(files: readonly EnvironmentFile[], file: string) {
  const source = readSource(files.find((each) => each.file === file)?.text ?? '');
  return (problem: Problem): LocatedProblem => ({
    ...source.locate(problem.path, 'key'),
    ...problem,
    file,
  });
}
