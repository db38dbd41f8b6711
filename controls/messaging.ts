import { listed } from '../core/policy-element';
import { appliesToAction, appliesToEveryone, type PolicyStatement } from '../core/policy-statement';
import { isOwnKey, of } from './checks';
import type { Control } from './control';
import {
  isForOneSource,
  isOnlyForPlainHttp,
  statementsOf,
  type SynthesizedResource,
} from './stack';

/** A topic or queue may serve services only on behalf of this account or its resources. */
function isPublishedToByOurs(...actions: readonly string[]) {
  return ({ attributes, address }: SynthesizedResource): string[] => {
    const statements = statementsOf(attributes.policy, address);
    const open = statements.filter((each) => each.effect === 'Allow' && isOpen(each));
    return [
      ...actions
        .filter((action) => !statements.some((each) => refusesPlainHttp(each, action)))
        .map((action) => `accepts plain HTTP: ${action}`),
      ...open.map(({ sid }) => `allows others than the account's own resources: ${sid}`),
    ];
  };
}

function refusesPlainHttp(statement: PolicyStatement, action: string): boolean {
  return (
    statement.effect === 'Deny' &&
    appliesToEveryone(statement) &&
    appliesToAction(statement, action) &&
    isOnlyForPlainHttp(statement)
  );
}

function isOpen(statement: PolicyStatement): boolean {
  return (
    appliesToEveryone(statement) ||
    !listed(statement.principal).every((each) => each.startsWith('Service:')) ||
    statement.action.except ||
    statement.action.patterns.some((each) => each.includes('*')) ||
    !isForOneSource(statement)
  );
}

/** Every queue or topic has a policy. */
function hasPolicy(type: string, policyType: string, attribute: string) {
  return of(type, ({ name }, stack) =>
    stack
      .all(policyType)
      .some(({ attributes }) => String(attributes[attribute]).includes(`.${name}.`))
      ? []
      : ['has no policy'],
  );
}

/** @see controls N-1, N-2, Q-1, Q-2 */
export const MESSAGING_CONTROLS: readonly Control[] = [
  {
    id: 'N-1',
    published: ['CKV_AWS_26', 'AVD-AWS-0095', 'AVD-AWS-0136', 'SNS.1'],
    level: 'must',
    asserts: 'Topics are encrypted with a key of the stack.',
    met: '`AlarmTopic`, with the operations key.',
    findings: of('aws_sns_topic', ({ attributes }) =>
      isOwnKey(attributes.kms_master_key_id) ? [] : ['is not encrypted with a key of the stack'],
    ),
  },
  {
    id: 'N-2',
    published: ['AwsSolutions-SNS3', 'CKV_AWS_169', 'CKV_AWS_385', 'SNS.4'],
    level: 'must',
    asserts: 'Topics refuse plain HTTP, and accept messages only from the account.',
    met: '`AlarmTopic`.',
    findings: (stack) => [
      ...hasPolicy('aws_sns_topic', 'aws_sns_topic_policy', 'arn')(stack),
      ...of('aws_sns_topic_policy', isPublishedToByOurs('sns:Publish'))(stack),
    ],
  },
  {
    id: 'Q-1',
    published: ['CKV_AWS_27', 'CKV2_AWS_73', 'AVD-AWS-0096', 'AVD-AWS-0135', 'SQS.1'],
    level: 'must',
    asserts: 'Queues are encrypted with a key of the stack.',
    met: '`FailureQueue`, with the operations key.',
    findings: of('aws_sqs_queue', ({ attributes }) =>
      isOwnKey(attributes.kms_master_key_id) ? [] : ['is not encrypted with a key of the stack'],
    ),
  },
  {
    id: 'Q-2',
    published: [
      'CKV_AWS_168',
      'CKV_AWS_72',
      'CKV_AWS_387',
      'AVD-AWS-0097',
      'SQS.3',
      'AwsSolutions-SQS4',
    ],
    level: 'must',
    asserts: 'Queues refuse plain HTTP, and accept messages only from the account.',
    met: '`FailureQueue`.',
    findings: (stack) => [
      ...hasPolicy('aws_sqs_queue', 'aws_sqs_queue_policy', 'queue_url')(stack),
      ...of(
        'aws_sqs_queue_policy',
        isPublishedToByOurs('sqs:SendMessage', 'sqs:ReceiveMessage'),
      )(stack),
    ],
  },
];
