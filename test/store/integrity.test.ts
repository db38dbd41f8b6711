import { checkIntegrity } from '../../store/integrity-checks';
import { integrityStatements, operationsKeyUses } from '../../store/integrity-access';
import { resolve } from '../vendors/resolve';

const GENESYS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
};

const found = (settings: object, type?: string) =>
  resolve({ ...GENESYS, ...settings }, type).problems.map(({ rule, path }) =>
    `${rule} ${path.slice(2).join('.')}`.trim(),
  );

test.each([
  [{ source: 'api' }, []],
  [{ source: 'manifest', manifest: 'lists/all.jsonl' }, []],
  [{ source: 'sidecars' }, ['integrity-source integrity.source']],
  [{ source: 'api', days: 1 }, []],
  [{ source: 'api', days: 730 }, []],
  [{ source: 'api', days: 731 }, ['integrity-days integrity.days']],
  [{ source: 'api', days: 0 }, ['integrity-days integrity.days']],
  [{ source: 'api', days: 1.5 }, ['integrity-days integrity.days']],
  [{ source: 'api', graceHours: 1 }, []],
  [{ source: 'api', graceHours: 168 }, []],
  [{ source: 'api', graceHours: 0 }, ['integrity-grace integrity.graceHours']],
  [{ source: 'api', graceHours: 169 }, ['integrity-grace integrity.graceHours']],
  [{ source: 'api', schedule: 'rate(8 days)' }, []],
  [{ source: 'api', schedule: 'rate(9 days)' }, ['integrity-schedule integrity.schedule']],
  [{ source: 'api', schedule: 'cron(0 5 ? * MON *)' }, []],
  [{ source: 'api', schedule: 'cron(0 5 * * ? *)' }, []],
  [{ source: 'api', schedule: 'cron(0 5 1 * ? *)' }, ['integrity-schedule integrity.schedule']],
  [{ source: 'api', schedule: 'weekly' }, ['integrity-schedule integrity.schedule']],
  [{ source: 'api', bucket: 'Acme' }, ['bucket-name-characters integrity.bucket']],
])('%j leads to %j', (integrity, expected) => {
  expect(found({ integrity })).toEqual(expected);
});

test('metadata files are a source when the vendor writes them', () => {
  expect(found({ includeMetadata: true, integrity: { source: 'sidecars' } })).toEqual([]);
});

test('the API is a source when the vendor has one and keys can be computed from the pattern', () => {
  const worqhat = resolve({ vendor: 'worqhat', integrity: { source: 'api' } });
  expect(worqhat.problems.map(({ rule }) => rule)).toContain('integrity-source');
  const pathPattern = 'recordings/{yyyy}/{mm}/{dd}/{queue_id}-{conversation_uuid}.{format}';
  expect(found({ pathPattern, integrity: { source: 'api' } })).toEqual([
    'integrity-source integrity.source',
  ]);
});

test('a production store without a check gets a warning when its vendor has an API', () => {
  expect(found({})).toEqual(['integrity-checked']);
  expect(found({}, 'non-production')).toEqual([]);
});

test.each([
  ['arn:aws:sns:eu-central-1:111111111111:recordings', []],
  ['arn:aws:sns:eu-west-1:111111111111:recordings', ['alarm-topic-arn alarms.topicArn']],
  ['arn:aws:sns:eu-central-1:999999999999:recordings', ['alarm-topic-arn alarms.topicArn']],
  ['arn:aws:sqs:eu-central-1:111111111111:recordings', ['alarm-topic-arn alarms.topicArn']],
  ['recordings', ['alarm-topic-arn alarms.topicArn']],
])('the topic %s is met with %j', (topicArn, expected) => {
  expect(found({ alarms: { topicArn } }, 'non-production')).toEqual(expected);
});

test('a check covers the days for which both sides keep recordings, unless days is set', () => {
  const days = (settings: object) => {
    const { store } = resolve({ ...GENESYS, ...settings });
    return store.integrity?.check.days;
  };
  expect(days({ integrity: { source: 'api' } })).toBe(730);
  expect(days({ retention: { days: 800 }, integrity: { source: 'api' } })).toBe(730);
  expect(days({ integrity: { source: 'api', days: 30 } })).toBe(30);
});

const sids = (settings: object) => {
  const { store } = resolve({ ...GENESYS, ...settings });
  if (!store.integrity) throw new Error('it has no check');
  const made = { recordingsKeyArn: 'key', secretArn: 'secret' };
  return integrityStatements(store, store.integrity, made).map(({ Sid }) => Sid);
};

test('the permissions of the check are those its source needs', () => {
  const always = ['ListRecordings', 'FindRuns', 'KeepRuns', 'WriteReports'];
  expect(sids({ integrity: { source: 'api' } })).toEqual([...always, 'ReadCredentials']);
  expect(sids({ integrity: { source: 'manifest', inventory: true } })).toEqual([
    ...always,
    'ReadManifest',
    'ReadInventory',
    'ReadCredentials',
  ]);
  const replication = { region: 'eu-west-1' };
  expect(sids({ replication, integrity: { source: 'api' } })).toEqual(
    expect.arrayContaining(['ListReplica', 'SeeCopies']),
  );
});

test('a role that reads metadata may use the key, and so has no access to recordings', () => {
  const read = { includeMetadata: true, integrity: { source: 'sidecars' } };
  const reading = sids({ ...read, replication: { region: 'eu-west-1' } });
  expect(reading).toEqual(expect.arrayContaining(['ReadMetadata', 'DecryptMetadata']));
  expect(reading).not.toContain('SeeCopies');
});

test('the uses of the operations key depend on the store', () => {
  const uses = (settings: object) =>
    operationsKeyUses(resolve({ ...GENESYS, ...settings }).store).map(({ sid }) => sid);
  expect(uses({})).toEqual(['AccountUsesKeyForSecrets']);
  expect(uses({ replication: { region: 'eu-west-1' } })).toEqual([
    'AccountUsesKeyForSecrets',
    'AlarmsPublishEncrypted',
  ]);
  const topicArn = 'arn:aws:sns:eu-central-1:111111111111:recordings';
  expect(uses({ alarms: { topicArn }, replication: { region: 'eu-west-1' } })).toEqual([
    'AccountUsesKeyForSecrets',
  ]);
  expect(uses({ integrity: { source: 'api', inventory: true } })).toEqual([
    'AccountUsesKeyForSecrets',
    'AlarmsPublishEncrypted',
    'LogsAreEncrypted',
    'RulesTellOfFailuresEncrypted',
    'AccountUsesQueueThroughSqs',
    'AccountUsesReportsThroughS3',
    'InventoryIsEncrypted',
  ]);
});

test('names that are too long for AWS are refused', () => {
  const named = (length: number, distributed: boolean) => {
    const { store } = resolve({ ...GENESYS, integrity: { source: 'api' } });
    if (!store.integrity) throw new Error('it has no check');
    const integrity = { ...store.integrity, name: 'a'.repeat(length), distributed };
    const problems = checkIntegrity({ ...store, integrity }).map(({ rule }) => rule);
    return problems.filter((rule) => rule !== 'alarms-have-recipients');
  };
  expect(named(54, false)).toEqual([]);
  expect(named(55, false)).toEqual(['integrity-name']);
  expect(named(54, true)).toEqual([]);
  expect(named(55, true)).toEqual(['integrity-name']);
});

test('a warning says when the alarms of a production store have no recipients', () => {
  const warned = (settings: object, type: string) => {
    const { store } = resolve({ ...GENESYS, ...settings }, type);
    const rules = checkIntegrity(store).map(({ rule, path }) => `${rule} ${path.join('.')}`);
    return rules.filter((each) => each.startsWith('alarms-'));
  };
  const integrity = { source: 'api' };
  const topicArn = 'arn:aws:sns:eu-central-1:111111111111:ours';
  const rule = ['alarms-have-recipients alarms'];
  expect(warned({ integrity }, 'production')).toEqual(rule);
  expect(warned({ arrivals: {} }, 'production')).toEqual(rule);
  expect(warned({ replication: { region: 'eu-west-1' } }, 'production')).toEqual(rule);
  expect(warned({ integrity }, 'non-production')).toEqual([]);
  expect(warned({}, 'production')).toEqual([]);
  expect(warned({ integrity, alarms: { emails: ['a@acme.example'] } }, 'production')).toEqual([]);
  expect(warned({ integrity, alarms: { topicArn } }, 'production')).toEqual([]);
});
