import { findRemovedStacks } from '../../review/removed-stacks';

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
