import nodeFs from 'node:fs';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isFileError, renderFileError } from '../../cli/file-error';
import { replaceFile } from '../../cli/replace-file';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();

afterAll(() => {
  temporary.remove();
});

function file(name: string): string {
  const target = path.join(temporary.folder(name), 'prod.yaml');
  fs.writeFileSync(target, 'before', { mode: 0o640 });
  return target;
}

function thrownBy(act: () => void): NodeJS.ErrnoException {
  try {
    act();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error('Nothing was thrown.');
}

test('the file gets the text and keeps its permissions', () => {
  const target = file('permissions');
  replaceFile(target, 'after');
  expect(fs.readFileSync(target, 'utf8')).toBe('after');
  expect(fs.statSync(target).mode & 0o777).toBe(0o640);
  expect(fs.readdirSync(path.dirname(target))).toEqual(['prod.yaml']);
});

test('a file that does not exist is created, in one step too', () => {
  const target = path.join(temporary.folder('new'), 'run.sh');
  replaceFile(target, 'text', { newMode: 0o755 });
  expect(fs.readFileSync(target, 'utf8')).toBe('text');
  expect(fs.statSync(target).mode & 0o700).toBe(0o700);
  expect(fs.readdirSync(path.dirname(target))).toEqual(['run.sh']);
});

test('what a process that was killed has left is removed, and what another one writes is not', () => {
  const target = file('left');
  for (const pid of [process.pid, process.ppid, 2 ** 30])
    fs.writeFileSync(`${target}.${pid}.next`, '');
  replaceFile(target, 'after');
  expect(fs.readdirSync(path.dirname(target))).toEqual([
    'prod.yaml',
    `prod.yaml.${process.ppid}.next`,
  ]);
});

test('a file that was changed since it was read is left as it is', () => {
  const target = file('changed');
  expect(() => {
    replaceFile(target, 'after', { before: 'earlier' });
  }).toThrow(`file-changed: ${target} was changed while the command ran, and was left as it is`);
  expect(fs.readFileSync(target, 'utf8')).toBe('before');
  expect(fs.readdirSync(path.dirname(target))).toEqual(['prod.yaml']);
  replaceFile(target, 'after', { before: 'before' });
  expect(fs.readFileSync(target, 'utf8')).toBe('after');
});

test('a symbolic link stays one', () => {
  const target = file('link');
  const link = path.join(temporary.folder('links'), 'prod.yaml');
  fs.symlinkSync(target, link);
  replaceFile(link, 'after');
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
  expect(fs.readFileSync(target, 'utf8')).toBe('after');
});

test.each([
  ['/dev/full', 'A file: no space is left on the device (ENOSPC in write)\n  Free some space.'],
  ['/proc/none', '/proc/none: it does not exist (ENOENT in open)\n  Correct the path.'],
  ['/dev', '/dev: it is a folder (EISDIR in open)\n  Write the path of a file.'],
])('what the system refuses for %s is a sentence', (target, expected) => {
  const thrown = thrownBy(() => {
    fs.writeFileSync(target, 'text');
  });
  expect(isFileError(thrown)).toBe(true);
  expect(renderFileError(thrown)).toBe(`${expected} Then run the command again.`);
});

test('a file that cannot be written is named, not the one that replaces it', () => {
  const write = jest.spyOn(nodeFs, 'writeFileSync').mockImplementation(() => {
    // As /dev/full above.
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
  });
  const other = path.join(temporary.folder('full'), 'prod.yaml');
  const thrown = thrownBy(() => {
    replaceFile(other, 'after');
  });
  write.mockRestore();
  expect(renderFileError(thrown)).toContain(`${other}: no space is left on the device`);
});

test('the folders are named where no space is left', () => {
  const error = thrownBy(() => {
    fs.writeFileSync('/dev/full', 'text');
  });
  const real = nodeFs.statfsSync;
  const stats = jest.spyOn(nodeFs, 'statfsSync').mockImplementation(((place: string) => {
    const { bsize } = real(place);
    return { bsize, bavail: place === process.cwd() ? 1 : (2 * 1024 * 1024) / bsize };
  }) as typeof real);
  const text = renderFileError(error);
  stats.mockRestore();
  expect(text).toContain(`${process.cwd()}: no space is left on the device (ENOSPC in write)`);
});

test('a folder for temporary files that does not exist changes nothing', () => {
  const error = thrownBy(() => {
    fs.writeFileSync('/dev/full', 'text');
  });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = '/none';
  const text = renderFileError(error);
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  expect(text).toContain('A file: no space is left on the device (ENOSPC in write)');
});

test('a folder on a drive that does not exist names the drive', () => {
  const root = path.parse(process.cwd()).root;
  const none = { code: 'ENOENT', syscall: 'mkdir', path: path.join(root, 'a', 'b') };
  const mocks = [
    jest.spyOn(nodeFs, 'existsSync').mockReturnValue(false),
    jest.spyOn(nodeFs, 'accessSync').mockImplementation((place) => {
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'access', path: place });
    }),
  ];
  const text = renderFileError(Object.assign(new Error('ENOENT'), none));
  for (const each of mocks) each.mockRestore();
  expect(text).toContain(`${root}: it does not exist (ENOENT in mkdir)`);
});

test('a folder that cannot be created says why, where Node says that it does not exist', () => {
  const above = temporary.folder('read-only');
  const made = { code: 'ENOENT', syscall: 'mkdir', path: path.join(above, 'a', 'b') };
  const error = Object.assign(new Error('ENOENT'), made);
  expect(renderFileError(error)).toContain(`${made.path}: it does not exist (ENOENT in mkdir)`);
  const access = jest.spyOn(nodeFs, 'accessSync').mockImplementation((place) => {
    throw Object.assign(new Error('EROFS'), { code: 'EROFS', syscall: 'access', path: place });
  });
  const text = renderFileError(error);
  access.mockRestore();
  expect(text).toContain(`${above}: the file system is read-only (EROFS in mkdir)`);
});

test('an error that is not the system’s is none', () => {
  expect(isFileError(new Error('ENOSPC'))).toBe(false);
});

describe('on Windows', () => {
  const { platform } = process;
  beforeAll(() => Object.defineProperty(process, 'platform', { value: 'win32' }));
  afterAll(() => Object.defineProperty(process, 'platform', { value: platform }));

  const failing = (code: string, count: number) => {
    let left = count;
    const rename = nodeFs.renameSync;
    return jest.spyOn(nodeFs, 'renameSync').mockImplementation((from, to) => {
      if (left-- > 0) throw Object.assign(new Error(code), { code });
      rename.call(nodeFs, from, to);
    });
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('a file that another program has open for a moment is replaced after it', () => {
    const target = file('open');
    const renames = failing('EPERM', 2);
    replaceFile(target, 'after');
    expect(renames).toHaveBeenCalledTimes(3);
    expect(fs.readFileSync(target, 'utf8')).toBe('after');
  });

  test.each([
    ['EBUSY', 'stays open', 21],
    ['ENOSPC', 'cannot be written', 1],
  ])('%s of a file that %s is an error', (code, name, count) => {
    const target = file(name);
    const renames = failing(code, 1000);
    expect(() => {
      replaceFile(target, 'after');
    }).toThrow(code);
    expect(renames).toHaveBeenCalledTimes(count);
    expect(fs.readFileSync(target, 'utf8')).toBe('before');
  });
});
