import { Readable } from 'node:stream';
import { decide } from '../../../access/decide';
import { readFolder } from '../../../config/files';
import { parsePolicy } from '../../../core/policy-statement';
import { renderPolicy } from '../../../core/policy';
import type { ApiCall } from '../../../dev/api-call';
import {
  deploymentActions,
  readDependentActions,
} from '../../../dev/enforcement/dependent-actions';
import { Deployed } from '../../../dev/enforcement/deployed';
import { keyContext } from '../../../dev/enforcement/questions/context';
import { DEPENDENTS, dependentQuestions } from '../../../dev/enforcement/questions/dependents';
import type { QuestionPlace } from '../../../dev/enforcement/questions/s3';
import {
  deployChangeStatements,
  deployReadStatements,
  deployStatements,
} from '../../../modules/ci-statements';
import { engine } from '../../access/world';
import { synthesize } from '../../stacks/synthesized';

const ACCOUNT = '123456789012';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`;

/** Dependent actions that a call needs only for an attribute that no stack sets: its resource and its name. */
const ONLY_FOR: Readonly<Record<string, readonly [type: string, attribute: RegExp]>> = {
  'kms:CreateKey iam:CreateServiceLinkedRole': ['aws_kms_key', /^multi_region$/],
  'lambda:CreateFunction lambda:PassCapacityProvider': ['aws_lambda_function', /^capacity/],
  'sns:CreateTopic iam:PassRole': ['aws_sns_topic', /_role_arn$/],
  'sns:SetTopicAttributes iam:PassRole': ['aws_sns_topic', /_role_arn$/],
  'states:CreateStateMachine states:PublishStateMachineVersion': [
    'aws_sfn_state_machine',
    /^publish$/,
  ],
  'states:UpdateStateMachine states:PublishStateMachineVersion': [
    'aws_sfn_state_machine',
    /^publish$/,
  ],
};

const role = (environment: string) => `arn:aws:iam::${ACCOUNT}:role/integrity-calls-${environment}`;

/** Calls that have dependent actions, as a deployment makes them for a store of an environment. */
const CALLS: Readonly<Record<string, (environment: string) => ApiCall['parameters']>> = {
  'secretsmanager:CreateSecret': (environment) => ({
    Name: `callvault/calls-${environment}/access-key`,
    KmsKeyId: KEY,
    Tags: tagsOf(environment),
  }),
  'secretsmanager:UpdateSecret': (environment) => ({
    Name: `callvault/calls-${environment}/access-key`,
    KmsKeyId: KEY,
  }),
  'lambda:CreateFunction': (environment) => ({
    FunctionName: `integrity-calls-${environment}`,
    Role: role(environment),
    Tags: { environment },
  }),
  'lambda:UpdateFunctionConfiguration': (environment) => ({ Role: role(environment) }),
  'states:CreateStateMachine': (environment) => ({
    name: `integrity-calls-${environment}`,
    roleArn: role(environment),
    tags: [{ key: 'environment', value: environment }],
  }),
  'states:UpdateStateMachine': (environment) => ({ roleArn: role(environment) }),
  'events:PutTargets': (environment) => ({ Targets: [{ RoleArn: role(environment) }] }),
  'events:PutRule': (environment) => ({
    Name: `integrity-calls-${environment}-check`,
    Tags: tagsOf(environment),
  }),
  'logs:CreateLogGroup': (environment) => ({
    logGroupName: `/aws/lambda/integrity-calls-${environment}`,
    tags: { environment },
  }),
  'cloudwatch:PutMetricAlarm': (environment) => ({
    AlarmName: `calls-${environment}-integrity-late`,
    ...formTagsOf(environment),
  }),
  'sns:CreateTopic': (environment) => ({
    Name: `calls-${environment}-alarms`,
    ...formTagsOf(environment),
  }),
  'sqs:CreateQueue': (environment) => ({
    QueueName: `integrity-calls-${environment}-failed`,
    tags: { environment },
  }),
  'kms:CreateKey': (environment) => ({ Tags: tagsOf(environment, 'TagKey', 'TagValue') }),
  'iam:CreateRole': (environment) => ({
    RoleName: `recordings-calls-${environment}`,
    ...formTagsOf(environment),
  }),
  'iam:CreateUser': (environment) => ({
    UserName: `recordings-calls-${environment}`,
    ...formTagsOf(environment),
  }),
  'iam:CreateOpenIDConnectProvider': (environment) => ({
    Url: environment === 'local' ? 'https://issuer.example' : 'https://another.example',
    ...formTagsOf(environment),
  }),
  's3:PutReplicationConfiguration': (environment) => ({ Role: role(environment) }),
};

function tagsOf(environment: string, key = 'Key', value = 'Value') {
  return [
    { [key]: 'environment', [value]: environment },
    { [key]: 'managed-by', [value]: 'callvault' },
  ];
}

const formTagsOf = (environment: string) => ({
  'Tags.member.1.Key': 'environment',
  'Tags.member.1.Value': environment,
});

function placeWithKey(): QuestionPlace {
  const deployed = new Deployed();
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const all = { Sid: 'All', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' } as const;
  deployed.keyPolicies.set(KEY, parsePolicy(renderPolicy([all])));
  deployed.aliases.set('alias/calls-local-operations', KEY);
  const context = { 'aws:ResourceAccount': ACCOUNT };
  return { deployed, bucketPolicy: () => undefined, region: 'us-east-1', context, now: 0 };
}

function questionsOf(name: string, parameters: ApiCall['parameters']) {
  const [service = '', action = ''] = name.split(':');
  const request = { method: 'POST', url: '/', headers: [], body: Readable.from([]) };
  return dependentQuestions({ service, action, parameters, request }, placeWithKey());
}

const SCOPE = {
  partition: 'aws',
  account: ACCOUNT,
  environment: 'local',
  names: {
    buckets: ['acme-calls'],
    roles: [],
    users: ['recordings-*-local'],
    issuers: ['issuer.example'],
  },
  boundaryArn: `arn:aws:iam::${ACCOUNT}:policy/callvault-boundary-local`,
} as const;

const DEPLOY_ROLE = {
  principal: `arn:aws:sts::${ACCOUNT}:assumed-role/callvault-deploy-local/session`,
  policies: [
    deployReadStatements(SCOPE),
    deployChangeStatements(SCOPE),
    deployStatements(SCOPE, []),
  ].map((statements, index) => ({
    name: String(index),
    policy: parsePolicy(renderPolicy(statements)),
  })),
  context: {},
};

/** What the deploy role is allowed of what a call depends on. */
async function allowed(name: string, environment: string): Promise<Record<string, boolean>> {
  const answers: Record<string, boolean> = {};
  const { deployed } = placeWithKey();
  for (const question of questionsOf(name, CALLS[name]?.(environment) ?? {})) {
    const context = { ...question.context, ...keyContext(deployed, question) };
    const decision = await decide(engine(), DEPLOY_ROLE, { ...question, context });
    answers[question.action] = decision.allowed;
  }
  return answers;
}

const CASES = deploymentActions().filter((name) => name in DEPENDENTS);

test('the facts are those of the actions that the roles of ci are allowed', () => {
  expect(Object.keys(readDependentActions().actions)).toEqual(deploymentActions());
});

test('the local AWS decides every documented dependent action that the stacks need', () => {
  const stacks = synthesize(readFolder('test/access/environments'));
  expect(stacks.length).toBeGreaterThan(10);
  const attributes = stacks.flatMap(({ text }) => attributesOf(text));
  expect(attributes).toContain('aws_sfn_state_machine.definition');
  const undecided = Object.entries(readDependentActions().actions).flatMap(([name, dependents]) => {
    const policy = name === 'kms:CreateKey' ? { Policy: '{}' } : {};
    const decided = questionsOf(name, { ...CALLS[name]?.('local'), ...policy });
    return dependents
      .filter((dependent) => !decided.some(({ action }) => action === dependent))
      .map((dependent) => `${name} ${dependent}`);
  });
  expect(undecided).toEqual(Object.keys(ONLY_FOR));
  for (const [type, attribute] of Object.values(ONLY_FOR)) {
    const named = attributes.filter((each) => each.startsWith(`${type}.`));
    expect(named.filter((each) => attribute.test(each.slice(type.length + 1)))).toEqual([]);
  }
});

/** The attributes that a stack sets, as `<type>.<name>`. */
function attributesOf(text: string): string[] {
  const { resource = {} } = JSON.parse(text) as {
    resource?: Record<string, Record<string, object>>;
  };
  return Object.entries(resource).flatMap(([type, all]) =>
    Object.values(all).flatMap((each) => Object.keys(each).map((name) => `${type}.${name}`)),
  );
}

test('every call of a deployment that has dependent actions is decided here', () => {
  expect(Object.keys(CALLS).sort()).toEqual(CASES);
});

test.each(CASES)(
  'the deploy role may do what %s depends on, for its environment only',
  async (name) => {
    const own = await allowed(name, 'local');
    expect(Object.values(own)).not.toEqual([]);
    expect(own).toEqual(Object.fromEntries(Object.keys(own).map((action) => [action, true])));
    const others = await allowed(name, 'another');
    expect(others).toEqual(Object.fromEntries(Object.keys(own).map((action) => [action, false])));
  },
);
