import { listed } from '../core/policy-element';
import { appliesToAction, conditionValues, type PolicyStatement } from '../core/policy-statement';
import { granting, of, present } from './checks';
import type { Control, ControlFinding } from './control';
import { statementsOf, type SynthesizedResource, type SynthesizedStack } from './stack';

const USER_POLICIES = ['aws_iam_user_policy', 'aws_iam_user_policy_attachment'];
const ROLE = 'aws_iam_role';

const trustOf = ({ attributes, address }: SynthesizedResource) =>
  statementsOf(attributes.assume_role_policy, address);

/** Trust in vendors, who must name an external id. AWS services name none. */
const vendorTrusts = (role: SynthesizedResource) =>
  trustOf(role)
    .filter(({ action }) => listed(action).join() === 'sts:AssumeRole')
    .filter(({ principal }) => principal?.patterns.some((each) => each.startsWith('AWS:')));

function asksForExternalId(role: SynthesizedResource): string[] {
  return vendorTrusts(role)
    .filter((each) => conditionValues(each, 'sts:ExternalId', 'StringEquals').length !== 1)
    .map(({ sid }) => `does not require exactly one external id: ${sid}`);
}

/** Actions that AWS can allow on every resource only. */
const ON_EVERYTHING = new Set([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'cloudwatch:PutMetricData',
  'cloudwatch:GetMetricStatistics',
  // What a state machine needs to have its log delivered.
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);

function onEverything(statement: PolicyStatement): boolean {
  const { action, resource } = statement;
  if (!resource?.except && !listed(resource).includes('*')) return false;
  const metrics = listed(action).includes('cloudwatch:PutMetricData');
  return (
    listed(action).some((each) => !ON_EVERYTHING.has(each)) ||
    (metrics && conditionValues(statement, 'cloudwatch:namespace').length === 0)
  );
}

/** `*`, all of IAM, or everything except a few actions. */
function allowsEverything({ action }: PolicyStatement): boolean {
  return action.except || action.patterns.some((each) => /^(\*|iam:\*)$/.test(each));
}

/** Whether roles can be passed to any service, or any role can be passed. */
function passesFreely(statement: PolicyStatement): boolean {
  if (allowsEverything(statement) || !appliesToAction(statement, 'iam:PassRole')) return false;
  const [role, ...others] = listed(statement.resource);
  const services = conditionValues(statement, 'iam:PassedToService', 'StringEquals');
  return role === undefined || others.length > 0 || /[*?]/.test(role) || services.length !== 1;
}

/**
 * The end of a folder, `…/<prefix>/*`, or of the bucket; files in it of one ending; the streams of one log group; the six
 * characters that Secrets Manager adds to the name of a secret.
 */
function widerThanFolder({ resource }: PolicyStatement): boolean {
  return listed(resource).some(
    (arn) =>
      arn !== '*' &&
      /[*?]/.test(arn) &&
      !/^[^*?]+(\/\*(\.\w+)?|aws_cloudwatch_log_group\.\w+\.arn\}:\*)$/.test(arn) &&
      !/^arn:[^*?]+:secret:[^*?]+-\?{6}$/.test(arn),
  );
}

/** Twelve hours, which some vendors require. @see AWS STS API Reference, "AssumeRole" */
const LONG_SESSIONS = 43_200;

function lastsShortly({ attributes }: SynthesizedResource): string[] {
  const seconds = Number(attributes.max_session_duration ?? 3_600);
  const inline = ['inline_policy', 'managed_policy_arns'].filter((name) => name in attributes);
  return [
    ...(seconds <= 3_600 || seconds === LONG_SESSIONS ? [] : [`lasts ${seconds} seconds`]),
    ...(attributes.force_detach_policies === true ? ['forces the detachment of policies'] : []),
    ...inline.map((name) => `has its policy in ${name}`),
    ...(String(attributes.name).length <= 64 ? [] : ['has a name of more than 64 characters']),
  ];
}

/** Users without a group of which each is the only member. */
function groupless(stack: SynthesizedStack): ControlFinding[] {
  const memberships = stack
    .all('aws_iam_group_membership')
    .map(({ attributes }) => attributes.users as readonly string[]);
  const alone = ({ name }: SynthesizedResource) =>
    memberships.filter((users) => users.join() === `\${aws_iam_user.${name}.name}`).length === 1;
  return stack
    .all('aws_iam_user')
    .filter((user) => !alone(user))
    .map(({ address }) => ({ address, what: 'has no group of its own' }));
}

/** @see controls I-1 to I-17 */
export const IAM_CONTROLS: readonly Control[] = [
  {
    id: 'I-1',
    published: [
      'CKV_AWS_1',
      'CKV_AWS_49',
      'CKV_AWS_62',
      'CKV_AWS_63',
      'CKV2_AWS_40',
      'CKV2_AWS_56',
      'CKV_AWS_274',
      'CKV_AWS_275',
      'IAM.1',
      'CIS v6 2.15',
    ],
    level: 'must',
    asserts: 'No policy allows everything, or all of IAM.',
    met: 'Grants list their actions.',
    findings: (stack) => granting(stack, allowsEverything, 'allows everything'),
  },
  {
    id: 'I-2',
    published: ['IAM.21', 'AVD-AWS-0345'],
    level: 'must',
    asserts: 'No policy allows all actions of a service.',
    met: 'Grants list their actions.',
    findings: (stack) =>
      granting(
        stack,
        ({ action }) => listed(action).some((each) => /^[\w-]+:\*$/.test(each)),
        'allows all of a service',
      ),
  },
  {
    id: 'I-3',
    published: [
      'CKV_AWS_286',
      'CKV_AWS_287',
      'CKV_AWS_288',
      'CKV_AWS_289',
      'CKV_AWS_290',
      'CKV_AWS_355',
      'AVD-AWS-0342',
    ],
    level: 'must',
    asserts:
      'No policy allows an action on every resource, where AWS can restrict it; a role is passed to one service.',
    met: 'Grants name the bucket, the folder and the key.',
    findings: (stack) => [
      ...granting(stack, onEverything, 'allows it on everything'),
      ...granting(stack, passesFreely, 'passes roles without restriction'),
    ],
  },
  {
    id: 'I-4',
    published: ['AwsSolutions-IAM5'],
    level: 'must',
    asserts:
      'The only wildcards in allowed resources are the end of a folder, files in it with one suffix, the streams of a log group, and the characters that Secrets Manager adds to a name.',
    met: 'Rule `prefix-plain-folder`.',
    findings: (stack) => granting(stack, widerThanFolder, 'applies to more than a folder'),
  },
  {
    id: 'I-5',
    published: ['AwsSolutions-IAM4'],
    level: 'must',
    asserts: 'No policy is managed by AWS or shared.',
    met: 'Each role and group has its policy as a resource of its own.',
    findings: present(
      [
        'aws_iam_role_policy_attachment',
        'aws_iam_group_policy_attachment',
        'aws_iam_policy_attachment',
      ],
      'attaches a shared policy',
    ),
  },
  {
    id: 'I-6',
    published: ['CKV_AWS_60'],
    level: 'must',
    asserts: 'No role trusts every principal.',
    met: 'Trust names principals.',
    findings: of(ROLE, (role) =>
      trustOf(role)
        .filter(({ principal }) => principal?.patterns.includes('*'))
        .map(({ sid }) => `trusts everyone: ${sid}`),
    ),
  },
  {
    id: 'I-7',
    published: ['CKV_AWS_61'],
    level: 'should',
    asserts: 'No role trusts a whole account.',
    met: 'Trust names the vendor’s role, where the vendor publishes one.',
    findings: of(ROLE, (role) =>
      trustOf(role)
        .filter(({ principal }) => principal?.patterns.some((each) => /^AWS:\d{12}$/.test(each)))
        .map(({ sid }) => `trusts a whole account: ${sid}`),
    ),
  },
  {
    id: 'I-8',
    published: [],
    level: 'must',
    asserts: 'A vendor can assume a role only with one exact external id.',
    met: '`AccessRole`.',
    findings: of(ROLE, asksForExternalId),
  },
  {
    id: 'I-9',
    published: ['CKV_AWS_273', 'CIS v6 2.20'],
    level: 'should',
    asserts: 'There are no users.',
    met: 'Only vendors that cannot assume a role have one.',
    findings: present(['aws_iam_user'], 'is a user'),
  },
  {
    id: 'I-10',
    published: ['CKV_AWS_40', 'FSBP IAM.2', 'AVD-AWS-0143', 'CIS v6 2.14', 'CKV2_AWS_21'],
    level: 'must',
    asserts: 'A user has no policy. Its group has one, and no other members.',
    met: '`AccessUser` creates a group for it.',
    findings: (stack) => [
      ...present(USER_POLICIES, 'is a policy of a user')(stack),
      ...groupless(stack),
    ],
  },
  {
    id: 'I-11',
    published: ['CKV2_AWS_22', 'IAM.5', 'AVD-AWS-0145'],
    level: 'must',
    asserts: 'No user can log in.',
    met: 'No login profile is created.',
    findings: present(['aws_iam_user_login_profile'], 'lets a user log in'),
  },
  {
    id: 'I-12',
    published: ['CKV_AWS_348'],
    level: 'must',
    asserts: 'No access key is the root user’s.',
    met: 'No access key is created.',
    findings: (stack) =>
      stack
        .all('aws_iam_access_key')
        .filter(({ attributes: { user } }) => /^(root|<root_account>)$/i.test(String(user)))
        .map(({ address }) => ({ address, what: 'is a key of the root user' })),
  },
  {
    id: 'I-13',
    published: [],
    level: 'must',
    asserts: 'Terraform creates no access key, because it would store the key in its state.',
    met: 'The key is created outside Terraform and stored in Secrets Manager.',
    findings: present(['aws_iam_access_key'], 'puts an access key into the state'),
  },
  {
    id: 'I-17',
    published: [],
    level: 'must',
    asserts:
      'A session lasts one hour, or the twelve that a vendor requires; policies are separate resources.',
    met: '`AccessRole`.',
    findings: of(ROLE, lastsShortly),
  },
];
