/** The constructs, for CDKTF apps of your own. Every prop that they take, and what they refuse with, is here too. */
export type { AccountScope, RegionScope } from './core/arn';
export type { Conditions, Statement } from './core/policy';
export { type Problem, RefusedError } from './core/problem';
export type { Partition } from './core/region';
export { AccessRole, type AccessRoleProps } from './modules/access-role';
export type { AccessScope, Grant, Grants } from './modules/access-statements';
export { AccessUser, type AccessUserProps } from './modules/access-user';
export { alarmKeyUse, AlarmTopic, type AlarmTopicProps } from './modules/alarm-topic';
export { BatchJobs, type BatchJobsProps, type BatchTarget } from './modules/batch-jobs';
export { Bucket, type BucketProps } from './modules/bucket';
export {
  denyInsecureTransport,
  denyOffNetwork,
  denyOtherKeys,
  denyOtherThanSseS3,
  denyTampering,
  type SourceNetwork,
  type TlsVersion,
} from './modules/bucket-statements';
export { CredentialSecret, type CredentialSecretProps } from './modules/credential-secret';
export { IdentityProvider, type IdentityProviderProps } from './modules/identity-provider';
export {
  bucketKeyUse,
  Key,
  type KeyProps,
  type KeyUse,
  type NamedBucket,
  s3EncryptionContext,
} from './modules/key';
export { LogBucket, logBucketName, type LogBucketProps } from './modules/log-bucket';
export { type DefaultRetention, ObjectLock, type ObjectLockProps } from './modules/object-lock';
export { Replication, type ReplicationProps } from './modules/replication';
export { ReplicationAlarms, type ReplicationAlarmsProps } from './modules/replication-alarms';
export { Retention, type RetentionProps } from './modules/retention';
export { type RetentionDays, type Transition } from './modules/retention-schedule';
export { StateBucket, type StateBucketProps } from './modules/state-bucket';
export type { AccountTrust, Trust, WebIdentityTrust } from './modules/trust';
