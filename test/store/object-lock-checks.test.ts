import { resolve } from '../vendors/resolve';

const GENESYS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
  vendorMayDelete: false,
};
const TWILIO = { vendor: 'twilio', recordings: true, compositions: false };
const GOVERNANCE = { mode: 'governance', days: 730 };
const COMPLIANCE = { mode: 'compliance', days: 730, acknowledge: 'acme' };

/** What is found about the lock, with where it stands; the vendor's checksum is always a warning. */
const found = (objectLock: object, settings: object = GENESYS, type = 'production') =>
  resolve({ ...settings, objectLock }, type)
    .problems.filter(
      ({ rule }) => rule.startsWith('object-lock') && rule !== 'object-lock-checksum',
    )
    .map(({ rule, path, warning }) => `${warning ? 'warning ' : ''}${rule} ${path.join('.')}`);

test.each([
  [GOVERNANCE, []],
  [COMPLIANCE, []],
  [
    { ...COMPLIANCE, acknowledge: undefined },
    ['object-lock-acknowledged stores.calls.objectLock.acknowledge'],
  ],
  [
    { ...COMPLIANCE, acknowledge: 'acme-other' },
    ['object-lock-acknowledged stores.calls.objectLock.acknowledge'],
  ],
  [{ ...GOVERNANCE, days: 760 }, []],
  [{ ...GOVERNANCE, days: 761 }, ['object-lock-not-longer-than-retention stores.calls.objectLock']],
  [
    { ...GOVERNANCE, days: 729 },
    ['warning object-lock-shorter-than-retention stores.calls.objectLock'],
  ],
  [{ mode: 'governance', years: 2 }, []],
  [{ mode: 'governance' }, ['object-lock-days-or-years stores.calls.objectLock']],
])('%j leads to %j', (objectLock, expected) => {
  expect(found(objectLock)).toEqual(expected);
});

test('compliance needs production, and a throw-away environment has no lock', () => {
  expect(found(COMPLIANCE, GENESYS, 'non-production')).toEqual([
    'object-lock-compliance-production stores.calls.objectLock.mode',
  ]);
  expect(found(GOVERNANCE, GENESYS, 'non-production')).toEqual([]);
  expect(found(GOVERNANCE, GENESYS, 'throw-away')).toEqual([
    'object-lock-not-throw-away stores.calls.objectLock',
  ]);
});

test('the consequences of a lock for the vendor are warnings', () => {
  expect(found(GOVERNANCE, { ...GENESYS, vendorMayDelete: true })).toEqual([
    'warning object-lock-delete-marker stores.calls.objectLock',
  ]);
  expect(found(GOVERNANCE, TWILIO)).toEqual([
    'warning object-lock-test-object stores.calls.objectLock',
  ]);
  const { problems } = resolve({ ...TWILIO, objectLock: GOVERNANCE });
  expect(problems.map(({ rule }) => rule)).toContain('object-lock-checksum');
});
