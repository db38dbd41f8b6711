import { isOwnKey, of } from './checks';
import type { Control } from './control';

/** @see controls E-1, T-1 */
export const TRAIL_CONTROLS: readonly Control[] = [
  {
    id: 'E-1',
    published: ['CKV_AWS_297'],
    level: 'should',
    asserts: 'Schedules of EventBridge Scheduler are encrypted with a key of the stack.',
    met: 'No stack has such a schedule; a rule of EventBridge has nothing to encrypt.',
    findings: of('aws_scheduler_schedule', ({ attributes }) =>
      isOwnKey(attributes.kms_key_arn) ? [] : ['is not encrypted with a key of the stack'],
    ),
  },
  {
    id: 'T-1',
    published: [
      'CKV_AWS_35',
      'CKV_AWS_36',
      'CKV_AWS_67',
      'CKV_AWS_251',
      'CKV2_AWS_10',
      'AVD-AWS-0014',
      'AVD-AWS-0015',
      'AVD-AWS-0016',
      'AVD-AWS-0161',
      'AVD-AWS-0162',
      'AVD-AWS-0163',
    ],
    level: 'should',
    asserts: 'Trails are multi-region, validated, encrypted and watched.',
    met: 'No stack creates a trail: trails belong to the account.',
    findings: of('aws_cloudtrail', ({ attributes }) => [
      ...(attributes.is_multi_region_trail === true ? [] : ['covers one region only']),
      ...(attributes.enable_log_file_validation === true ? [] : ['has no log file validation']),
      ...(attributes.enable_logging === false ? ['is off'] : []),
      ...(isOwnKey(attributes.kms_key_id) ? [] : ['is not encrypted with a key of the stack']),
      ...(attributes.cloud_watch_logs_group_arn === undefined ? ['has no log group'] : []),
    ]),
  },
];
