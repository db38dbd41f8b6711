import { type PartOff, renderOff } from '../../../cli/retire/off';

const PART: PartOff = {
  part: 'replication',
  since: '2026-11-20',
  reason: 'Ticket 1234',
  bucket: 'acme-calls-replica',
  state: 'gone',
  next: ['Remove replication: from the store, and deploy calls-prod.'],
};

test('what is left of a part that is off is said with the day, the cases and the next steps', () => {
  const remains = {
    bucket: 'acme-calls-replica',
    objects: 0,
    oldVersions: 2,
    deleteMarkers: 1,
    uploads: 0,
    bytes: 8,
    goneBy: '2028-12-22',
    held: 0,
    kept: 0,
  } as const;
  expect(renderOff('calls-prod', [{ ...PART, state: 'remaining', remains }])).toBe(
    [
      'replication of calls-prod has been off since 2026-11-20: Ticket 1234',
      '  acme-calls-replica: 0 objects, 2 old versions, 1 delete markers and 0 unfinished uploads, 8 bytes.',
      '  The lifecycle has deleted the last version by 2028-12-22, legal holds aside.',
      'Next:',
      '  1. Remove replication: from the store, and deploy calls-prod.',
    ].join('\n'),
  );
  expect(renderOff('calls-prod', [PART])).toContain(
    '\n  acme-calls-replica does not exist any more.\n',
  );
  const reports: PartOff = {
    ...PART,
    part: 'integrity',
    bucket: 'r',
    state: 'remaining',
    cases: ['smith'],
  };
  expect(renderOff('calls-prod', [reports])).toContain(
    '\n  r.\n  Cases that hold recordings: smith.\n',
  );
});
