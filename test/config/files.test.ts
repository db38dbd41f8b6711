import * as fs from 'node:fs';
import * as path from 'node:path';
import { readFile, readFolder } from '../../config/files';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();

afterAll(() => {
  temporary.remove();
});

test('the environment files of a folder are read in the order of their names, links too', () => {
  const folder = temporary.folder('some');
  const elsewhere = path.join(temporary.folder('elsewhere'), 'a');
  fs.writeFileSync(elsewhere, 'account: linked');
  fs.symlinkSync(elsewhere, path.join(folder, 'test.yml'));
  fs.writeFileSync(path.join(folder, 'prod.yaml'), 'account: written');
  fs.writeFileSync(path.join(folder, 'README.md'), 'no environment');
  expect(readFolder(folder).map(({ text }) => text)).toEqual([
    'account: written',
    'account: linked',
  ]);
});

test.each([
  [
    'a folder',
    (file: string) => {
      fs.mkdirSync(file);
    },
    'is not a file',
  ],
  // It has no end. Named pipes are found in the same way.
  [
    'a device',
    (file: string) => {
      fs.symlinkSync('/dev/zero', file);
    },
    'is not a file',
  ],
  [
    'a link to nothing',
    (file: string) => {
      fs.symlinkSync('/none', file);
    },
    'does not exist',
  ],
])('%s is not an environment file', (name, make, expected) => {
  const file = path.join(temporary.folder(name), 'prod.yaml');
  make(file);
  expect(() => readFolder(path.dirname(file))).toThrow(`environment-file: ${file} ${expected}`);
});

test('a folder that does not exist, and one without environment files, say what to do', () => {
  const none = path.join(temporary.folder('none'), 'environments');
  expect(() => readFolder(none)).toThrow(`${none} is not a folder of environment files`);
  expect(() => readFolder(path.dirname(none))).toThrow('contains no environment file');
});

test('a file that is named must exist', () => {
  const file = path.join(temporary.folder('named'), 'prod.yaml');
  expect(() => readFile(file)).toThrow(`${file} does not exist`);
  expect(() => readFile(path.dirname(file))).toThrow(`${path.dirname(file)} cannot be read`);
});
