import type { Environment } from '../../config/environment';
import type { Problem } from '../../core/problem';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { checkAlarmTopic } from '../doctor/checks/alarm-topic';
import { type ExpectedMonitoring, expectedMonitoring } from '../doctor/expected-monitoring';
import { type LiveAlarmTopic, readAlarmTopic } from '../doctor/live-topic';
import { refusals } from '../doctor/observed';

/** The findings that do not stop a deployment: a subscription can be confirmed later. */
const WARNINGS: readonly string[] = ['alarm-topic-unheard', 'could-not-look'];

/**
 * Looks at the topic of the user that the alarms of a store notify.
 *
 * @param made - ARNs of the topics that stores create, with the policies that alarms need
 */
export async function checkGivenTopic(
  store: Store,
  settings: ClientSettings,
  made: ReadonlySet<string>,
): Promise<Problem[]> {
  const expected = expectedMonitoring(store);
  const { topic } = expected;
  if (!topic || topic.own || made.has(topic.arn)) return [];
  try {
    return topicProblems(store, expected, await readAlarmTopic(topic, settings));
  } catch (error) {
    const { name, message } = error as Error;
    return [notKnown(store, `${topic.arn}: ${name}: ${message}`)];
  }
}

/** The topics that the stores of environments create. */
export function topicsMade(environments: readonly Environment[]): ReadonlySet<string> {
  const topics = environments
    .flatMap(({ stores }) => stores)
    .map((store) => expectedMonitoring(store).topic);
  return new Set(topics.flatMap((each) => (each?.own ? [each.arn] : [])));
}

/** What doctor finds about a topic, as problems of the key that names it. */
export function topicProblems(
  store: Store,
  expected: Pick<ExpectedMonitoring, 'alarms' | 'topic'>,
  live: LiveAlarmTopic,
): Problem[] {
  return [
    ...checkAlarmTopic(store, expected, live).map(({ id, what, evidence, fix }) => ({
      ...placeOf(store),
      what: `${what}: ${evidence.join('; ')}`,
      fix: /^[A-Z]/.test(fix) ? fix : `Run ${fix}`,
      ...(WARNINGS.includes(id) && { warning: true as const }),
    })),
    ...refusals(live).map(({ call, answer }) => notKnown(store, `${call}: ${answer}`)),
  ];
}

const placeOf = ({ name }: Store) => ({
  rule: 'alarm-topic-usable',
  path: ['stores', name, 'alarms', 'topicArn'],
});

function notKnown(store: Store, answer: string): Problem {
  return {
    ...placeOf(store),
    what: `AWS does not say whether alarms can use their topic: ${answer}`,
    fix: 'Use credentials that can read the topic, its subscriptions and its key.',
    warning: true,
  };
}
