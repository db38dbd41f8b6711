/** An AWS quota. */
export interface Quota {
  /** What is counted, in sentences. */
  readonly noun: string;
  /** The service and the quota, as Service Quotas shows them. */
  readonly name: string;
  /** Whether it applies to the whole account, or to the account in each region. */
  readonly scope: 'account' | 'region';
  /** The default quota. */
  readonly initial: number;
  /** Regions with another default quota. @default - none */
  readonly initialIn?: Readonly<Record<string, number>>;
  /** The quota of new accounts, where it is less. @default - new accounts have the default quota */
  readonly initialInNewAccounts?: number;
  /** The documented maximum. @default - AWS documents none */
  readonly maximum?: number;
  /** How many of them AWS reserves. @default 0 */
  readonly kept?: number;
}

/**
 * The quotas that stores use, under their names in an environment file.
 *
 * It omits what AWS does not limit (CloudWatch alarms, SQS queues, Lambda functions by number) and quotas that are
 * reached later than one of these (a log group per function).
 */
export const QUOTAS = {
  /** @see Amazon S3 User Guide, "General purpose bucket quotas, limitations, and restrictions"; the maximum: AWS What's New, November 2024 */
  buckets: {
    noun: 'buckets',
    name: 'Amazon S3, General purpose buckets',
    scope: 'account',
    initial: 10_000,
    maximum: 1_000_000,
  },
  /** @see IAM User Guide, "IAM and AWS STS quotas", "IAM object quotas" */
  roles: {
    noun: 'IAM roles',
    name: 'IAM, Roles per account',
    scope: 'account',
    initial: 1_000,
    maximum: 5_000,
  },
  /** @see AWS General Reference, "AWS Identity and Access Management endpoints and quotas": not adjustable */
  users: {
    noun: 'IAM users',
    name: 'IAM, Users per account',
    scope: 'account',
    initial: 5_000,
    maximum: 5_000,
  },
  /** @see IAM User Guide, "IAM and AWS STS quotas", "IAM object quotas": each user has a group for its policy */
  groups: {
    noun: 'IAM groups',
    name: 'IAM, Groups per account',
    scope: 'account',
    initial: 300,
    maximum: 500,
  },
  /** @see IAM User Guide, "IAM and AWS STS quotas", "IAM object quotas" */
  identityProviders: {
    noun: 'identity providers',
    name: 'IAM, OpenId connect providers per account',
    scope: 'account',
    initial: 100,
    maximum: 700,
  },
  /** @see AWS KMS Developer Guide, "Resource quotas"; aliases need no quota of their own: a key may have 50 */
  keys: {
    noun: 'KMS keys',
    name: 'AWS KMS, Customer managed keys',
    scope: 'region',
    initial: 100_000,
  },
  /** @see AWS Secrets Manager User Guide, "AWS Secrets Manager quotas": not adjustable */
  secrets: {
    noun: 'secrets',
    name: 'AWS Secrets Manager, Secrets',
    scope: 'region',
    initial: 500_000,
    maximum: 500_000,
  },
  /** @see Amazon EventBridge User Guide, "Amazon EventBridge quotas", "Number of rules": per event bus; callvault uses the default one */
  eventRules: {
    noun: 'EventBridge rules',
    name: 'Amazon EventBridge, Number of rules',
    scope: 'region',
    initial: 300,
    initialIn: { 'af-south-1': 100, 'eu-south-1': 100 },
  },
  /**
   * A check that is not distributed reserves one, so that it never runs twice concurrently.
   *
   * @see AWS Lambda Developer Guide, "Lambda quotas", and "Configuring reserved concurrency": 100 cannot be reserved
   */
  concurrency: {
    noun: 'concurrent executions',
    name: 'AWS Lambda, Concurrent executions',
    scope: 'region',
    initial: 1_000,
    initialInNewAccounts: 10,
    kept: 100,
  },
  /** @see AWS Step Functions Developer Guide, "Step Functions service quotas", "Quotas related to accounts" */
  stateMachines: {
    noun: 'state machines',
    name: 'AWS Step Functions, Registered state machines',
    scope: 'region',
    initial: 10_000,
  },
  /** @see AWS General Reference, "Amazon Simple Notification Service endpoints and quotas" */
  topics: {
    noun: 'SNS topics',
    name: 'Amazon SNS, Topics per account',
    scope: 'region',
    initial: 100_000,
  },
} as const satisfies Readonly<Record<string, Quota>>;

/** A name of {@link QUOTAS}. */
export type QuotaName = keyof typeof QUOTAS;

/** The names of {@link QUOTAS}, in their order. */
export const QUOTA_NAMES = Object.keys(QUOTAS) as [QuotaName, ...QuotaName[]];
