import type { CheckSettings } from '../../integrity/settings';

/** A check of ten days of one folder, against a manifest. */
export const SETTINGS: CheckSettings = {
  store: 'calls-prod',
  region: 'eu-central-1',
  bucket: 'calls',
  reports: 'calls-reports',
  paths: [{ prefix: 'r/', pattern: 'r/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}' }],
  days: 10,
  keptDays: 3650,
  graceHours: 48,
  sidecars: false,
  inventory: false,
  source: { kind: 'manifest', key: 'manifest.jsonl' },
};
