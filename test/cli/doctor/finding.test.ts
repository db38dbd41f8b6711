import {
  type DoctorFinding,
  finding,
  DOCTOR_FINDINGS,
  LINKS,
  sortFindings,
} from '../../../cli/doctor/finding';

const said = { what: 'w', evidence: ['e'], fix: 'f' };

test('what stops the vendor comes first, each in the order of the chain', () => {
  const found = [
    ...(['lifecycle-shorter', 'trust-gained', 'key-disabled', 'role-missing'] as const),
  ].map((id) => finding(id, said));
  expect(sortFindings(found).map(({ id }) => id)).toEqual([
    ...['role-missing', 'key-disabled', 'trust-gained', 'lifecycle-shorter'],
  ]);
});

test('a finding has the link, the severity and the guide of its kind', () => {
  expect(finding('external-id-case', said)).toEqual({
    ...{ id: 'external-id-case', link: 'external id', severity: 'broken', ...said },
    guide: 'WorqHat guide, which writes its external id once as worqhat and once as WorqHat',
  });
});

test('a case can say its own severity and link, and has no guide where none knows it', () => {
  const own: DoctorFinding = finding('upload-refused', { ...said, severity: 'risk', link: 'key' });
  expect(own).toEqual({ id: 'upload-refused', link: 'key', severity: 'risk', ...said });
});

test('every link of the chain has a finding; those of the registration are the vendors’ own', () => {
  const links = new Set([
    'registration',
    ...Object.values(DOCTOR_FINDINGS).map(({ link }) => link),
  ]);
  expect(LINKS.filter((link) => !links.has(link))).toEqual([]);
});
