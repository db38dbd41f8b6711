import {
  add,
  all,
  change,
  remove,
  set,
  unprotected,
  type Values,
  withoutOutputs,
  withReplicaProvider,
} from './edit';
import type { Story } from './story';

const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';
const MEETINGS_DAYS = 'days: 365\n\n  video';

const rules = (values: Values) => values.rule as Values[];

/** Changes that can lose recordings. */
export const DATA_LOSS_STORIES: readonly Story[] = [
  {
    name: 'expiry-a-day-shorter',
    stack: 'meetings-prod',
    yaml: [[MEETINGS_DAYS, MEETINGS_DAYS.replace('365', '364')]],
    findings: ['expiry-shortened'],
  },
  {
    name: 'old-versions-a-day-shorter',
    stack: 'meetings-prod',
    yaml: [[MEETINGS_DAYS, 'days: 365\n      noncurrentDays: 29\n\n  video']],
    findings: ['noncurrent-expiry-shortened'],
  },
  {
    name: 'expiry-added-for-a-folder',
    stack: 'meetings-prod',
    code: change(LIFECYCLE, 'Retention', (values) => {
      const rule = { id: 'tidy', status: 'Enabled', filter: [{ prefix: 'tmp/' }] };
      rules(values).push({ ...rule, expiration: [{ days: 7 }] });
    }),
    findings: ['expiry-added'],
  },
  {
    name: 'expiry-of-the-whole-bucket',
    stack: 'video-prod',
    code: change(LIFECYCLE, 'Retention', (values) => {
      rules(values)[0] = { ...rules(values)[0], filter: [{ prefix: '' }] };
    }),
    findings: ['lifecycle-filter-widened'],
  },
  {
    name: 'bucket-renamed',
    stack: 'meetings-prod',
    yaml: [['bucket: acme-meetings-prod', 'bucket: acme-meetings-2']],
    code: unprotected,
    findings: ['bucket-replaced', 'bucket-replaced'],
  },
  {
    name: 'log-bucket-removed',
    stack: 'meetings-prod',
    code: all(unprotected, remove('Logs_'), remove('Recordings_Logging')),
    findings: ['bucket-destroyed', 'logging-removed'],
  },
  {
    name: 'replica-removed',
    stack: 'calls-prod',
    yaml: [['    replication:\n      region: eu-central-1\n', '']],
    code: withReplicaProvider,
    findings: [
      'alarms-unheard',
      'bucket-destroyed',
      'bucket-destroyed',
      'key-destroyed',
      'monitoring-changed',
      'permission-removed',
      'replication-alarm-removed',
      'replication-alarm-removed',
      'replication-removed',
      'replication-role-changed',
    ],
  },
  {
    name: 'replication-removed',
    stack: 'calls-prod',
    code: remove('Replication_Configuration'),
    findings: ['replication-removed'],
  },
  {
    name: 'replication-narrowed',
    stack: 'calls-prod',
    code: change('aws_s3_bucket_replication_configuration', 'Replication', (values) => {
      rules(values)[0] = { ...rules(values)[0], filter: { prefix: 'recordings/2026/' } };
    }),
    findings: ['replication-narrowed'],
  },
  {
    name: 'key-replaced',
    stack: 'meetings-prod',
    code: all(
      unprotected,
      set('aws_kms_key', 'OperationsKey', {
        customer_master_key_spec: 'RSA_2048',
        enable_key_rotation: false,
        key_usage: 'ENCRYPT_DECRYPT',
      }),
    ),
    findings: ['access-setting-changed', 'key-replaced'],
  },
  {
    name: 'key-deletion-window',
    stack: 'meetings-prod',
    code: set('aws_kms_key', 'RecordingsKey', { deletion_window_in_days: 7 }),
    findings: ['key-deletion-window-shortened'],
  },
  {
    name: 'lock-a-day-shorter',
    stack: 'calls-prod',
    yaml: [['mode: compliance\n      days: 365', 'mode: compliance\n      days: 364']],
    findings: ['lock-shortened', 'lock-shortened'],
  },
  {
    name: 'lock-governance',
    stack: 'calls-prod',
    yaml: [
      ['mode: compliance', 'mode: governance'],
      ['      acknowledge: acme-calls-prod\n', ''],
    ],
    findings: ['lock-mode-weakened', 'lock-mode-weakened'],
  },
  {
    name: 'lock-removed',
    stack: 'calls-prod',
    code: remove('ObjectLock_'),
    findings: ['lock-removed'],
  },
  {
    name: 'lock-added',
    stack: 'meetings-prod',
    code: add('aws_s3_bucket_object_lock_configuration', 'Lock', {
      bucket: 'acme-meetings-prod',
      rule: { default_retention: { mode: 'COMPLIANCE', days: 3650 } },
    }),
    findings: ['lock-irreversible'],
  },
  {
    name: 'lock-longer',
    stack: 'calls-prod',
    yaml: [['mode: compliance\n      days: 365', 'mode: compliance\n      days: 730']],
    findings: ['lock-irreversible', 'lock-irreversible'],
  },
  {
    name: 'versioning-suspended',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket_versioning', 'Recordings', {
      versioning_configuration: { status: 'Suspended' },
    }),
    findings: ['versioning-off'],
  },
  {
    name: 'bucket-disposable',
    stack: 'meetings-prod',
    code: set('aws_s3_bucket', 'Recordings', { force_destroy: true }),
    findings: ['force-destroy-on'],
  },
  {
    name: 'everything-destroyed',
    stack: 'video-prod',
    code: all(withoutOutputs, (json) => {
      for (const type of Object.keys(json.resource)) Reflect.deleteProperty(json.resource, type);
      add('terraform_data', 'Nothing', {})(json);
    }),
    findings: [
      'bucket-destroyed',
      'bucket-destroyed',
      'credential-destroyed',
      'key-destroyed',
      'key-destroyed',
      'path-unlocked',
      'principal-destroyed',
    ],
  },
];
