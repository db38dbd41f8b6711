import { asDeployer } from '../../../cli/deployer';
import { expectedMonitoring } from '../../../cli/doctor/expected-monitoring';
import { checkOnline } from '../../../cli/validate/online';
import { checkGivenTopic, topicProblems, topicsMade } from '../../../cli/validate/topic';
import type { EnvironmentFile } from '../../../config/load';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';
import { missing, observed } from '../doctor/deployed';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:ours';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';
const PLACE = { rule: 'alarm-topic-usable', path: ['stores', 'meetings', 'alarms', 'topicArn'] };

const fileFor = (endpoint: string, topic = TOPIC, rest = '') => ({
  file: 'environments/prod.yaml',
  text: `
account: '123456789012'
region: us-east-1
type: throw-away
localAws: { endpoint: '${endpoint}' }
state: { backend: local }
stores:
  meetings:
    vendor: worqhat
    bucket: acme-meetings-prod
    externalId: 0d9a7c1e-6a0b-4a55
    retention: { days: 90 }
    arrivals: {}
    alarms: { topicArn: '${topic}' }
${rest}`,
});

const allow = (Action: unknown, Resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action, Resource },
    ],
  });

interface Stand {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly subscribed?: boolean;
  /** The state of the key, and its policy. */
  readonly key?: readonly [string, string];
  /** What SNS answers. @default 200 */
  readonly status?: number;
}

const attribute = ([key, value]: [string, string]) =>
  `<entry><key>${key}</key><value>${value.replaceAll('"', '&quot;')}</value></entry>`;

const ok = (body: string) => ({ status: 200, body });

const result = (call: string, body: string) =>
  ok(`<${call}Response><${call}Result>${body}</${call}Result></${call}Response>`);

const refusal = (status: number, code: string) => ({
  status,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
});

function answerOfTopic({ attributes, subscribed = true, status = 200 }: Stand, asked: string) {
  if (status !== 200) return refusal(status, 'AuthorizationError');
  if (asked.includes('ListSubscriptionsByTopic')) {
    const arn = subscribed ? `${TOPIC}:1` : 'PendingConfirmation';
    const member = `<member><SubscriptionArn>${arn}</SubscriptionArn></member>`;
    return result('ListSubscriptionsByTopic', `<Subscriptions>${member}</Subscriptions>`);
  }
  if (!attributes) return refusal(404, 'NotFound');
  const entries = Object.entries(attributes).map(attribute).join('');
  return result('GetTopicAttributes', `<Attributes>${entries}</Attributes>`);
}

/** What AWS answers. No name of the store exists. */
const answerOf = (stand: Stand) => (asked: string) => {
  if (asked.includes('GetCallerIdentity')) return ok(CALLER_IDENTITY);
  if (/TopicArn=[^&]*ours/.test(asked)) return answerOfTopic(stand, asked);
  if (stand.key && asked.includes(KEY)) {
    const [KeyState, Policy] = stand.key;
    const KeyMetadata = { Arn: KEY, KeyId: KEY, KeyState, KeyManager: 'CUSTOMER' };
    return ok(JSON.stringify(asked.includes('GetKeyPolicy') ? { Policy } : { KeyMetadata }));
  }
  const missingJson = { status: 404, body: JSON.stringify({ __type: 'NotFoundException' }) };
  return asked.includes('{') ? missingJson : refusal(404, 'NotFound');
};

async function withStand<T>(
  stand: Stand,
  { topic, rest }: { readonly topic?: string; readonly rest?: string },
  look: (files: readonly EnvironmentFile[]) => Promise<T>,
): Promise<T> {
  const server = answeringServer(answerOf(stand));
  const files = [fileFor(await server.start(), topic, rest)];
  return look(files).finally(() => server.stop());
}

const looked = (stand: Stand, given: { topic?: string; rest?: string } = {}) =>
  withStand(stand, given, async (files) => {
    const environments = environmentsOf(files);
    const [environment] = environments;
    const [store] = environment?.stores ?? [];
    if (!environment || !store) throw new Error('the store does not exist');
    const settings = await asDeployer(environment, environment.region);
    const found = await checkGivenTopic(store, settings, topicsMade(environments));
    return found.map(({ rule, path, what, warning = false }) => ({ rule, path, what, warning }));
  });

const PUBLISH = { Policy: allow('sns:Publish', TOPIC) };
const CANNOT = `Alarms cannot publish to the topic ${TOPIC}`;
const USE = allow(['kms:Decrypt', 'kms:GenerateDataKey*'], '*');
const problem = (what: string, warning = false) => ({
  rule: PLACE.rule,
  path: PLACE.path,
  what,
  warning,
});

test.each<[string, Stand, object[]]>([
  ['a topic that lets alarms publish', { attributes: PUBLISH }, []],
  [
    'one with a key that CloudWatch can use',
    { attributes: { ...PUBLISH, KmsMasterKeyId: KEY }, key: ['Enabled', USE] },
    [],
  ],
  [
    'one that does not exist',
    {},
    [problem(`The topic that alarms notify does not exist: expected ${TOPIC}`)],
  ],
  [
    'one for another service, with the key of SNS and no subscription',
    {
      attributes: { Policy: allow('sns:Subscribe', TOPIC), KmsMasterKeyId: 'alias/aws/sns' },
      subscribed: false,
    },
    [
      problem(
        `${CANNOT}: its policy does not allow cloudwatch.amazonaws.com sns:Publish for alarms of 123456789012; alias/aws/sns encrypts it, which CloudWatch cannot use`,
      ),
      problem(
        `The topic ${TOPIC} has no confirmed subscription, so alarms reach no one: 1 unconfirmed`,
        true,
      ),
    ],
  ],
  [
    'one with a disabled key for decryption only',
    {
      attributes: { ...PUBLISH, KmsMasterKeyId: KEY },
      key: ['Disabled', allow('kms:Decrypt', '*')],
    },
    [
      problem(
        `${CANNOT}: its key ${KEY} has the state Disabled; the policy of its key ${KEY} does not allow cloudwatch.amazonaws.com kms:GenerateDataKey for alarms of 123456789012`,
      ),
    ],
  ],
  [
    'one that AWS refuses to show',
    { status: 403 },
    ['GetTopicAttributes', 'ListSubscriptionsByTopic'].map((call) =>
      problem(
        `AWS does not say whether alarms can use their topic: sns:${call} ${TOPIC}: AuthorizationErrorException: no`,
        true,
      ),
    ),
  ],
])('%s is checked before a deployment', async (_, stand, expected) => {
  expect(await looked(stand)).toEqual(expected);
});

test('a service that does not answer is a warning', async () => {
  const [found, ...more] = await looked({ status: 500 });
  expect(more).toEqual([]);
  expect(found).toMatchObject({ rule: 'alarm-topic-usable', warning: true });
  expect(found?.what).toContain(`AWS does not say whether alarms can use their topic: ${TOPIC}: `);
});

test('a topic that another store creates is not looked at', async () => {
  const made = 'arn:aws:sns:us-east-1:123456789012:more-prod-alarms';
  const rest = `  more:
    vendor: worqhat
    bucket: acme-more-prod
    externalId: 1d9a7c1e-6a0b-4a56
    retention: { days: 90 }
    arrivals: {}
`;
  expect(await looked({}, { topic: made, rest })).toEqual([]);
  expect(await looked({}, { topic: made })).toHaveLength(1);
});

test('validate --online shows the problem in the line of the file', async () => {
  const found = await withStand({}, {}, (files) =>
    checkOnline({ files, environments: environmentsOf(files), onProgress: () => undefined }),
  );
  expect(found).toMatchObject([
    {
      ...PLACE,
      file: 'environments/prod.yaml',
      line: 14,
      what: `The topic that alarms notify does not exist: expected ${TOPIC}`,
    },
  ]);
});

test('a condition that AWS does not show is a warning', () => {
  const [store] = environmentsOf([fileFor('http://127.0.0.1:1')])[0]?.stores ?? [];
  if (!store) throw new Error('the store does not exist');
  const policy = {
    size: 0,
    statements: [
      {
        sid: '',
        effect: 'Allow' as const,
        principal: { patterns: ['*'], except: false },
        action: { patterns: ['sns:Publish'], except: false },
        conditions: [{ operator: 'StringEquals', key: 'aws:SourceOrgID', values: ['o-1'] }],
      },
    ],
  };
  const subscriptions = observed([{ SubscriptionArn: `${TOPIC}:1` }]);
  const topic = observed({ policy, encrypted: false });
  const expected = expectedMonitoring(store);
  expect(topicProblems(store, expected, { topic, subscriptions })).toEqual([
    {
      ...PLACE,
      what: `Whether alarms can publish to the topic ${TOPIC} depends on what AWS does not show: its policy allows cloudwatch.amazonaws.com sns:Publish for alarms of 123456789012 depending on aws:SourceOrgID`,
      fix: 'Run aws cloudwatch set-alarm-state for one of the alarms once it is deployed, and see whether the message arrives.',
      warning: true,
    },
  ]);
  expect(topicProblems(store, expected, { topic: missing, subscriptions })).toMatchObject([
    { ...PLACE, fix: 'Create it, or correct stores.meetings.alarms.topicArn.' },
  ]);
});
