import { readPolicies, tryFindMainBucket, tryFindVendor } from '../../../access/policies';
import { expectedPolicies } from '../../../cli/doctor/expected';
import { readFolder } from '../../../config/files';
import { loadValid } from '../../../config/valid';
import type { Policy } from '../../../core/policy';
import { GOOD } from '../../config/base';
import { synthesize } from '../../stacks/synthesized';

const SETS = [
  readFolder('test/access/environments'),
  [{ file: 'environments/prod.yaml', text: GOOD }],
];

const cases = SETS.flatMap((files) => {
  const stacks = new Map(synthesize(files).map(({ id, text }) => [id, text]));
  return loadValid(files).environments.flatMap(({ stores, administrators }) =>
    stores.map((store) => ({ id: store.id, store, administrators, text: stacks.get(store.id) })),
  );
});

test('every kind of store is compared', () => {
  expect(cases.length).toBeGreaterThan(15);
});

test.each(cases)('the expected policies of $id are those of its synthesized stack', (each) => {
  const stack = readPolicies(each.id, each.text ?? '');
  const key = stack.keys.find(({ kind }) => kind === 'recordings');
  const vendor = tryFindVendor(stack);
  const statements = (policy: Policy | undefined) => policy?.Statement;
  const expected = expectedPolicies(each.store, each.administrators, key?.arn);
  expect(JSON.parse(JSON.stringify(expected))).toEqual(
    JSON.parse(
      JSON.stringify({
        access: statements(vendor?.policy),
        trust: statements(vendor?.trust),
        bucket: statements(tryFindMainBucket(stack)?.policy),
        key: statements(key?.policy),
      }),
    ),
  );
});

test('policies name a key that was not found by its form', () => {
  const [{ store }] = cases as [(typeof cases)[number]];
  const { key, bucket } = expectedPolicies(store, undefined);
  expect(key).toBeDefined();
  expect(JSON.stringify(bucket)).toContain(
    `arn:aws:kms:${store.region}:${store.account}:key/<key id>`,
  );
});
