import * as fs from 'node:fs';
import type { Control } from '../../controls/control';
import { CONTROLS } from '../../controls/index';
import {
  audit,
  findAll,
  parseRegister,
  type Register,
  type Suppression,
} from '../../controls/register';
import { auditedStacks } from '../../dev/audited-stacks';
import { renderControlsPage } from '../../dev/controls-page';

const stacks = auditedStacks();
const findings = findAll(stacks);
const register = parseRegister(fs.readFileSync('controls/suppressions.json', 'utf8'));
const today = new Date().toISOString().slice(0, 10);

test('every stack is audited: the examples, and a store for each access method', () => {
  expect(stacks.length).toBeGreaterThan(20);
});

test('every finding is in the register, and nothing in it is stale or expired', () => {
  expect(audit(findings, register, today)).toEqual([]);
});

test.each(CONTROLS.map((control): [string, Control] => [control.id, control]))(
  '%s holds in every stack, or the register has an entry',
  (id, control) => {
    const open = audit(findAll(stacks, [control]), register, today);
    expect(
      open.filter((line) => line.startsWith(`${id}: `) && !line.includes('suppresses nothing')),
    ).toEqual([]);
  },
);

test('a must has findings only where a vendor requires them', () => {
  const musts = CONTROLS.filter(({ level }) => level === 'must').map(({ id }) => id);
  const broken = findings.filter(({ control }) => musts.includes(control));
  expect(broken.map(({ control, stack }) => `${control} ${stack}`)).toEqual([
    'S3-10 chime-prod',
    'S3-10 chime-prod',
    ...Array<string>(3).fill('S3-10 connect-prod'),
    'K-7 connect-prod',
    ...Array<string>(6).fill('S3-4 copied-plainly-prod'),
    'S3-4 zoom-prod',
    'S3-4 zoom-prod',
    'S3-4 zoom-prod',
  ]);
});

const ENTRY: Suppression = {
  id: 'I-9',
  stacks: 'video-*',
  address: 'aws_iam_user.*',
  reason: 'The vendor cannot assume a role.',
  owner: 'platform',
  expires: '2026-12-31',
};
const USER = {
  control: 'I-9',
  stack: 'video-prod',
  address: 'aws_iam_user.User',
  what: 'is a user',
};

const only = (entry: Suppression): Register => ({ suppressions: [entry], notApplicable: [] });
const NOTHING: Register = { suppressions: [], notApplicable: [] };

test('an entry covers its findings until its day, and no others', () => {
  expect(audit([USER], only(ENTRY), '2026-12-31')).toEqual([]);
  expect(audit([USER], NOTHING, '2026-12-31')).toEqual([
    'I-9: aws_iam_user.User of video-prod is a user',
  ]);
  expect(audit([{ ...USER, stack: 'calls-prod' }, USER], only(ENTRY), '2026-12-31')).toEqual([
    'I-9: aws_iam_user.User of calls-prod is a user',
  ]);
});

test('an entry that suppresses nothing is stale, one past its day is expired', () => {
  expect(audit([], only(ENTRY), '2026-12-31')).toEqual([
    'I-9: the entry for aws_iam_user.* of video-* suppresses nothing',
  ]);
  expect(audit([USER], only(ENTRY), '2027-01-01')).toEqual([
    'I-9: expired on 2026-12-31; ask platform',
  ]);
});

test('an entry for a control that is not checked expires as well', () => {
  const [entry] = register.notApplicable;
  if (!entry) throw new Error('nothing is left out');
  const old = { ...NOTHING, notApplicable: [{ ...entry, expires: '2026-01-01' }] };
  expect(audit([], old, '2026-01-02')).toEqual([
    `${entry.id}: expired on 2026-01-01; ask ${entry.owner}`,
  ]);
});

test.each([
  [{ reason: 'no' }],
  [{ owner: '' }],
  [{ expires: 'some day' }],
  [{ until: '2027-01-01' }],
])('an entry with %j is refused', (change) => {
  expect(() => parseRegister(JSON.stringify(only({ ...ENTRY, ...change })))).toThrow();
  expect(parseRegister(JSON.stringify(only(ENTRY)))).toEqual(only(ENTRY));
});

test('no two controls have the same id', () => {
  const ids = [...CONTROLS, ...register.notApplicable].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('docs/controls.md is what npm run controls writes', () => {
  const page = fs.readFileSync('docs/controls.md', 'utf8');
  expect(page).toBe(renderControlsPage(register, findings));
});
