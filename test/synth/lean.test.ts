import childProcess from 'node:child_process';
import * as path from 'node:path';
import util from 'node:util';
import { App, Lazy, TerraformOutput, TerraformStack, Token, Tokenization } from 'cdktf';
import { RefusedError } from '../../core/problem';
import { buildApp } from '../../synth/app';
import { withoutTokenTraces, synthWithoutCrossReferences, dispose } from '../../synth/lean';
import { TemporaryFolder } from '../dev/temporary-folder';
import { readTree, synthSlowly } from './tree';
import { environmentsOf } from '../environments';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

test.each(['test/environments', 'test/access/environments'])(
  'the stacks of %s are what CDKTF writes by itself, byte for byte',
  (folder) => {
    const environments = environmentsOf(folder);
    const slow = path.join(temporary.folder('slow'), path.basename(path.dirname(folder)));
    const lean = path.join(temporary.folder('lean'), path.basename(path.dirname(folder)));
    synthSlowly(environments, slow);
    buildApp({ environments, outdir: lean }).synth();
    const tree = readTree(lean);
    expect(Object.keys(tree)).toContain('manifest.json');
    expect(Object.keys(tree).some((file) => file.endsWith('check.zip'))).toBe(true);
    expect(tree).toEqual(readTree(slow));
  },
);

test('tokens have no stack trace, errors have one', () => {
  withoutTokenTraces(() => {
    const token = Lazy.stringValue({ produce: () => 'value' });
    expect(Token.isUnresolved(token)).toBe(true);
    expect(Tokenization.reverseString(token).firstToken?.creationStack).toEqual([]);
    const target: { stack?: string } = {};
    Error.captureStackTrace(target);
    expect(target).toEqual({});
    expect(new Error('is meant').stack).toContain('lean.test.ts');
    const error = new Error('is meant');
    delete error.stack;
    Error.captureStackTrace(error);
    expect(error.stack).toContain('lean.test.ts');
  });
});

test('Node’s own functions are restored, also after an error', () => {
  const current = () => [
    Reflect.get(Error, 'captureStackTrace') as unknown,
    Reflect.get(childProcess, 'execSync') as unknown,
  ];
  const before = current();
  withoutTokenTraces(() => {
    expect(current().some((each) => before.includes(each))).toBe(false);
  });
  expect(() => {
    withoutTokenTraces(() => {
      throw new SyntaxError('is meant');
    });
  }).toThrow(SyntaxError);
  expect(current()).toEqual(before);
});

test('util.isArray, of which Node.js warns, is not called for outputs', () => {
  const isArray: unknown = Reflect.get(util, 'isArray');
  const asked = jest.fn();
  Reflect.set(util, 'isArray', asked);
  const write = () => {
    const stack = new TerraformStack(new App(), 'stack');
    new TerraformOutput(stack, 'output', { value: { key: 'value' } });
    stack.toTerraform();
  };
  withoutTokenTraces(write);
  expect(asked).not.toHaveBeenCalled();
  write();
  expect(asked).toHaveBeenCalled();
  Reflect.set(util, 'isArray', isArray);
});

test('terraform version runs once, however often CDKTF runs it', () => {
  const ask = jest.spyOn(childProcess, 'execSync').mockReturnValue('1.11.4\n');
  const answers = withoutTokenTraces(() =>
    [1, 2, 3].map(() => childProcess.execSync('terraform version')),
  );
  expect(answers).toEqual(['1.11.4\n', '1.11.4\n', '1.11.4\n']);
  expect(ask).toHaveBeenCalledTimes(1);
  ask.mockRestore();
});

test('without Terraform nothing is built, and the refusal says what to install', () => {
  const ask = jest.spyOn(childProcess, 'execSync').mockImplementation(() => {
    throw new Error('Command failed: terraform version');
  });
  const environments = environmentsOf('test/environments');
  const synth = () => {
    buildApp({ environments, outdir: temporary.folder('unbuilt') }).synth();
  };
  expect(synth).toThrow(RefusedError);
  expect(synth).toThrow(
    /^ {2}terraform-missing: terraform version failed, and stacks cannot be built without Terraform\n {2}Install Terraform 1\.10 or later, or OpenTofu, on the PATH, or name another program in CALLVAULT_TERRAFORM\.$/,
  );
  ask.mockRestore();
});

test('validations still run', () => {
  const app = new App({ outdir: temporary.folder('invalid') });
  const stack = new TerraformStack(app, 'stack');
  new TerraformOutput(stack, 'output', { value: 1 });
  stack.node.addValidation({ validate: () => ['is refused'] });
  expect(() => {
    synthWithoutCrossReferences(app);
  }).toThrow('is refused');
});

test('a disposed tree is empty', () => {
  const app = new App({ outdir: temporary.folder('apart') });
  const stack = new TerraformStack(app, 'stack');
  new TerraformOutput(stack, 'output', { value: 1 });
  expect(app.node.findAll()).toHaveLength(3);
  dispose(app);
  expect(app.node.findAll()).toEqual([app]);
  expect(stack.node.findAll()).toEqual([stack]);
});
