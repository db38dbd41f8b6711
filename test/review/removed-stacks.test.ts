import { findRemovedStacks, planOfRemoved } from '../../review/removed-stacks';

const stack = (id: string, resource: object) => ({ id, text: JSON.stringify({ resource }) });
const bucket = (name: string) => ({ aws_s3_bucket: { Bucket: { bucket: name } } });
const role = (name: string) => ({ aws_iam_role: { Role: { name } } });
const CALLS = stack('calls-prod', { ...bucket('acme-calls'), ...role('calls') });

test.each([
  { title: 'a stack that stays', after: [CALLS], found: [] },
  { title: 'a removed stack', after: [], found: [{ id: 'calls-prod' }] },
  {
    title: 'a new stack with another bucket',
    after: [stack('phone-prod', { ...bucket('acme-phone'), ...role('phone') })],
    found: [{ id: 'calls-prod' }],
  },
  {
    title: 'a new stack with the same bucket',
    after: [stack('phone-prod', bucket('acme-calls'))],
    found: [{ id: 'calls-prod', renamedTo: 'phone-prod' }],
  },
  {
    title: 'a new stack with the same role',
    after: [stack('phone-prod', { ...bucket('acme-phone'), ...role('calls') })],
    found: [{ id: 'calls-prod', renamedTo: 'phone-prod' }],
  },
  {
    title: 'a role with the name of the bucket, which is another thing',
    after: [stack('phone-prod', role('acme-calls'))],
    found: [{ id: 'calls-prod' }],
  },
  {
    title: 'a stack that describes a bucket and has other resources, and more',
    after: [stack('other-prod', {}), stack('phone-prod', bucket('acme-calls'))],
    found: [{ id: 'calls-prod', renamedTo: 'phone-prod' }],
  },
])('$title: $found', ({ after, found }) => {
  expect(findRemovedStacks([CALLS], after)).toEqual(found);
});

test('a stack that existed before is not what another one was renamed to', () => {
  const other = stack('phone-prod', bucket('acme-calls'));
  expect(findRemovedStacks([CALLS, other], [other])).toEqual([{ id: 'calls-prod' }]);
});

const store = (retired?: object, force_destroy = false) => ({
  id: 'calls-prod',
  text: JSON.stringify({
    resource: { aws_s3_bucket: { Bucket: { bucket: 'acme-calls', force_destroy } } },
    output: {
      recordings_bucket: { value: 'acme-calls' },
      ...(retired && { retired: { value: { since: '2026-11-20', reason: 'Ended', ...retired } } }),
    },
  }),
});

test.each([
  { is: 'in use', before: store(), was: 'in use', id: 'stack-not-retired' },
  { is: 'of a throw-away environment', before: store(undefined, true), id: 'stack-removed' },
  { is: 'retired', before: store({}), was: 'retired', id: 'stack-removed' },
  {
    is: 'retired and may be destroyed',
    before: store({ destroy: true }),
    was: 'destroyable',
    id: 'stack-removed',
  },
])('the removal of a store that is $is is found', ({ before, was, id }) => {
  const [removed] = findRemovedStacks([before], []);
  expect(removed).toEqual({ id: 'calls-prod', ...(was && { was }) });
  expect(removed && planOfRemoved(removed).known?.map((each) => each.id)).toEqual([id]);
});
