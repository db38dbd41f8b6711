import { findAll } from '../../controls/register';
import { SynthesizedStack } from '../../controls/stack';
import { auditedStacks } from '../../dev/audited-stacks';
import { BREAKS, GOOD, GOOD_STATEMENTS } from './breaks';
import { CONTROLS } from '../../controls/index';
import type { Json } from './json';

const stacks = auditedStacks();

/** A stack as it is, and as it is after a change. */
function changed(id: string, change: (json: Json) => void) {
  const stack = stacks.find((each) => each.id === id);
  if (!stack) throw new Error(`there is no stack ${id}`);
  const json = JSON.parse(stack.text) as Json;
  change(json);
  return { before: stack, after: new SynthesizedStack(id, stack.type, JSON.stringify(json)) };
}

/** What is found now and was not before, by control. */
function news(id: string, change: (json: Json) => void): string[] {
  const { before, after } = changed(id, change);
  const known = new Set(findAll([before]).map((each) => JSON.stringify(each)));
  const found = findAll([after]).filter((each) => !known.has(JSON.stringify(each)));
  return [...new Set(found.map(({ control }) => control))].sort();
}

test.each(BREAKS)('$controls: $broken', ({ stack, change, controls }) => {
  expect(news(stack, change)).toEqual([...controls].sort());
});

test.each([...GOOD, ...GOOD_STATEMENTS])('nothing is found in $name', ({ change }) => {
  expect(news('calls-prod', change)).toEqual([]);
});

test('every control has a way to break it', () => {
  const broken = new Set(BREAKS.flatMap(({ controls }) => controls));
  // They are found in every stack as it is; the register explains it.
  const everywhere = ['S3-2', 'S3-13', 'S3-16'];
  const ids = CONTROLS.map(({ id }) => id).filter((id) => !everywhere.includes(id));
  expect(ids.filter((id) => !broken.has(id))).toEqual([]);
});

test('a policy that cannot be read is an error, never a good policy', () => {
  const { after } = changed('calls-prod', ({ resource }) => {
    const [policy] = Object.values(resource.aws_s3_bucket_policy ?? {});
    if (policy) policy.policy = '${data.aws_iam_policy_document.any.json}';
  });
  expect(() => findAll([after])).toThrow('cannot be read');
});

test('what the register explains is no longer found once it is done', () => {
  const { after } = changed('calls-prod', ({ resource }) => {
    resource.aws_s3_account_public_access_block = { block: {} };
    resource.aws_cloudtrail = { trail: {} };
    const [name] = Object.keys(resource.aws_s3_bucket ?? {}).filter((each) =>
      each.startsWith('Recordings'),
    );
    resource.aws_s3_bucket_object_lock_configuration = {
      lock: {
        bucket: `\${aws_s3_bucket.${name ?? ''}.id}`,
        rule: { default_retention: { mode: 'GOVERNANCE', days: 1 } },
      },
    };
  });
  const left = findAll([after]).map(({ control }) => control);
  expect(left.filter((id) => /^S3-(2|13|16)$/.test(id))).toEqual([]);
});
