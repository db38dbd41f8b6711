import { parsePlan } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';
import { change, idsOf } from '../change';

const BUCKET = { bucket: 'calls' };

function outputFindings(output: Readonly<Record<string, unknown>>): string[] {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [
      {
        address: 'aws_s3_bucket.A',
        mode: 'managed',
        type: 'aws_s3_bucket',
        change: { actions: ['no-op'], before: BUCKET, after: BUCKET },
      },
    ],
    output_changes: { connection: { actions: ['update'], ...output } },
  };
  return reviewPlan(parsePlan(JSON.stringify(plan), 'plan.json')).findings.map(({ id }) => id);
}

const mode = (storageMode: string) => ({ settings: { storageMode } });

test.each([
  ['a value', mode('DUAL'), mode('PRIMARY')],
  ['JSON', JSON.stringify(mode('DUAL')), JSON.stringify(mode('PRIMARY'))],
  ['a text', 'DUAL', 'PRIMARY'],
  ['a value that had no mode', { settings: {} }, mode('PRIMARY')],
])('an output with the storage mode PRIMARY in %s is a finding', (_, before, after) => {
  expect(outputFindings({ before, after })).toEqual(['vendor-copy-removed']);
  expect(outputFindings({ before, after, after_sensitive: true })).toEqual(['vendor-copy-removed']);
  expect(outputFindings({ before: after, after: before })).toEqual([]);
  expect(outputFindings({ before: after, after })).toEqual([]);
});

test('an output with a storage mode that becomes unknown needs a person', () => {
  expect(outputFindings({ before: mode('DUAL'), after_unknown: true })).toEqual(['value-unknown']);
  expect(outputFindings({ before: { name: 'a' }, after_unknown: true })).toEqual([]);
});

test('a resource with the storage mode PRIMARY is a finding', () => {
  const settings = (value: string) => ({ settings_json: JSON.stringify(mode(value)) });
  const type = 'genesyscloud_integration';
  const update = { type, before: settings('DUAL'), after: settings('PRIMARY') };
  expect(idsOf(change(update))).toContain('vendor-copy-removed');
  expect(idsOf(change({ ...update, after: settings('DUAL') }))).toEqual([]);
});
