import {
  type DoctorFinding,
  DOCTOR_FINDINGS,
  newFinding,
  sortFindings,
  withGuide,
} from '../../../cli/doctor/finding';
import { LINKS } from '../../../core/links';
import { vendors } from '../../../vendors';
import type { Vendor } from '../../../vendors/vendor';

const details = { what: 'w', evidence: ['e'], fix: 'f' };

test('findings that stop the vendor come first, each in the order of the links', () => {
  const ids = ['lifecycle-shorter', 'trust-gained', 'key-disabled', 'role-missing'] as const;
  const found = ids.map((id) => newFinding(id, details));
  expect(sortFindings(found).map(({ id }) => id)).toEqual([
    'role-missing',
    'key-disabled',
    'trust-gained',
    'lifecycle-shorter',
  ]);
});

test('a finding has the link and the severity of its id, and the guide of its own vendor', () => {
  const finding = newFinding('external-id-case', details);
  expect(finding).toEqual({
    id: 'external-id-case',
    link: 'external id',
    severity: 'broken',
    ...details,
  });
  const { worqhat, custom } = vendors;
  expect(withGuide(finding, worqhat as unknown as Vendor)).toEqual({
    ...finding,
    guide: 'WorqHat guide, which writes its external id once as worqhat and once as WorqHat',
  });
  expect(withGuide(finding, custom as unknown as Vendor)).toEqual(finding);
});

test('a finding can have a severity and a link of its own, and need not have a guide', () => {
  const own: DoctorFinding = newFinding('upload-refused', {
    ...details,
    severity: 'risk',
    link: 'key',
  });
  expect(own).toEqual({ id: 'upload-refused', link: 'key', severity: 'risk', ...details });
});

test('every finding that a guide describes exists', () => {
  const described = Object.values<Vendor>(vendors).flatMap(({ guides = {} }) =>
    Object.keys(guides),
  );
  expect(described.length).toBeGreaterThan(15);
  expect(described.filter((id) => !(id in DOCTOR_FINDINGS))).toEqual([]);
});

test('every link has a finding; those of the registration are defined by the vendors', () => {
  const links = new Set([
    'registration',
    ...Object.values(DOCTOR_FINDINGS).map(({ link }) => link),
  ]);
  expect(LINKS.filter((link) => !links.has(link))).toEqual([]);
});
