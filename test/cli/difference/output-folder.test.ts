import * as fs from 'node:fs';
import * as path from 'node:path';
import { readOutputFolder } from '../../../cli/difference/output-folder';
import { RefusedError } from '../../../core/problem';
import { TemporaryFolder } from '../../dev/temporary-folder';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const STACK = '{"resource":{"aws_s3_bucket":{"Bucket":{"bucket":"acme"}}}}';
let count = 0;

/** An output folder with one good stack, and what an attacker changes in it. */
function output(change: (stacks: string) => void): string {
  count += 1;
  const out = folder.folder(`out-${count}`);
  const stacks = path.join(out, 'stacks');
  fs.mkdirSync(path.join(stacks, 'calls-prod'), { recursive: true });
  fs.writeFileSync(path.join(stacks, 'calls-prod', 'cdk.tf.json'), STACK);
  change(stacks);
  return out;
}

const write = (text: string | Buffer) => (stacks: string) => {
  fs.writeFileSync(path.join(stacks, 'calls-prod', 'cdk.tf.json'), text);
};
const nested = (depth: number) => `{"output":{"x":${'['.repeat(depth)}1${']'.repeat(depth)}}}`;
const withType = (type: string) => `{"resource":{"${type}":{"A":{}}}}`;
const withName = (name: string) => `{"resource":{"aws_s3_bucket":{"${name}":{}}}}`;

test('a synthesis is read, with the code of its functions and what Terraform keeps next to it', () => {
  const out = output((stacks) => {
    fs.mkdirSync(path.join(stacks, 'calls-prod', 'assets'));
    fs.writeFileSync(path.join(stacks, 'calls-prod', '.terraform.lock.hcl'), '');
  });
  expect(readOutputFolder(out)).toEqual([{ id: 'calls-prod', text: STACK }]);
});

test('a synthesis without stacks writes only a manifest', () => {
  const out = folder.folder('empty');
  expect(() => readOutputFolder(out)).toThrow('contains no synthesized stacks');
  fs.writeFileSync(path.join(out, 'manifest.json'), '{}');
  expect(readOutputFolder(out)).toEqual([]);
});

test.each<[string, (stacks: string) => void, string]>([
  [
    'is not there',
    (stacks) => {
      fs.rmSync(stacks, { recursive: true });
    },
    'contains no synthesized stacks',
  ],
  [
    'is a link to another folder',
    (stacks) => {
      fs.renameSync(stacks, `${stacks}-real`);
      fs.symlinkSync(`${stacks}-real`, stacks);
    },
    'contains no synthesized stacks',
  ],
  [
    'has a stack that is a link',
    (stacks) => {
      fs.symlinkSync('/etc', path.join(stacks, 'etc'));
    },
    'contains "etc", which is not a stack',
  ],
  [
    'has a stack whose file is a link',
    (stacks) => {
      fs.rmSync(path.join(stacks, 'calls-prod', 'cdk.tf.json'));
      fs.symlinkSync('/etc/hostname', path.join(stacks, 'calls-prod', 'cdk.tf.json'));
    },
    'calls-prod contains no readable cdk.tf.json',
  ],
  [
    'has a stack whose file is a folder',
    (stacks) => {
      fs.rmSync(path.join(stacks, 'calls-prod', 'cdk.tf.json'));
      fs.mkdirSync(path.join(stacks, 'calls-prod', 'cdk.tf.json'));
    },
    'calls-prod contains no readable cdk.tf.json',
  ],
  [
    'has a name with characters that no stack has',
    (stacks) => {
      fs.mkdirSync(path.join(stacks, '\u001b[31m::error::'));
    },
    'contains "\\u001b[31m::error::", which is not a stack',
  ],
  [
    'has another file that Terraform reads',
    (stacks) => {
      fs.writeFileSync(path.join(stacks, 'calls-prod', 'more.tf'), '');
    },
    'calls-prod contains "more.tf", which Terraform would read as well',
  ],
  [
    'has an override',
    (stacks) => {
      fs.writeFileSync(path.join(stacks, 'calls-prod', 'override.tf.json'), '');
    },
    'calls-prod contains "override.tf.json", which Terraform would read as well',
  ],
  ['is too large', write(Buffer.alloc(4 * 1024 ** 2 + 1, ' ')), 'contains no readable cdk.tf.json'],
  ['is not JSON', write('{"resource":'), 'calls-prod is not JSON'],
  ['is a list', write('[]'), 'calls-prod is not a stack as CDKTF writes it'],
  ['has blocks as lists', write('{"resource":[]}'), 'is not a stack as CDKTF writes it'],
  ['has a type of JavaScript', write(withType('constructor')), 'is not a stack as CDKTF writes it'],
  ['has a name of JavaScript', write(withName('__proto__')), 'contains the key __proto__'],
  ['has a name with a dot', write(withName('A.B')), 'is not a stack as CDKTF writes it'],
  ['is deep', write(nested(99)), 'calls-prod is nested more than 100 levels deep'],
  ['is very deep', write(nested(1_000_000)), 'calls-prod is nested more than 100 levels deep'],
  [
    'has a resource twice, of which Terraform reads both',
    write('{"resource":{"aws_s3_bucket":{"A":{"bucket":"a"},"A":{"bucket":"b"}}}}'),
    'calls-prod contains a key twice',
  ],
  [
    'has a block twice',
    write('{"resource":{"aws_s3_bucket":{}},"resource" : {}}'),
    'calls-prod contains a key twice',
  ],
])('a folder that %s is refused', (_, change, problem) => {
  const read = () => readOutputFolder(output(change));
  expect(read).toThrow(RefusedError);
  expect(read).toThrow(problem);
});

test.each([
  ['quotes and colons in a value', '{"output":{"a":"\\": \\"b\\": {[ \\\\"}}'],
  ['98 levels', nested(98)],
])('a stack with %s is read', (_, text) => {
  expect(readOutputFolder(output(write(text)))).toEqual([{ id: 'calls-prod', text }]);
});
