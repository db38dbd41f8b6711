import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { parseCommit } from '../../../../cli/plans/commit';
import { RefusedError } from '../../../../core/problem';
import { TemporaryFolder } from '../../../dev/temporary-folder';

const temporary = new TemporaryFolder();
const before = process.cwd();
const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();

beforeAll(() => {
  const repository = temporary.folder('repository');
  fs.mkdirSync(repository, { recursive: true });
  process.chdir(repository);
  git('init', '--quiet', '--initial-branch=main');
  for (const message of ['first', 'second']) {
    git(
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b.example',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      message,
    );
  }
  git('tag', 'v1', 'HEAD^1');
});
afterAll(() => {
  process.chdir(before);
  temporary.remove();
});

test.each(['HEAD', 'main', 'HEAD^1', 'v1'])('%s is looked up at once', (written) => {
  expect(parseCommit(written)).toBe(git('rev-parse', written));
  expect(parseCommit(git('rev-parse', '--short', written))).toBe(git('rev-parse', written));
});

test('a full id is taken as it is, also of a commit that is not here', () => {
  expect(parseCommit('a'.repeat(40))).toBe('a'.repeat(40));
});

describe('where Git reads no repository', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
    delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER;
  });

  test('the refusal says that another user owns it', () => {
    process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1';
    expect(() => parseCommit('main')).toThrow(
      '"main" cannot be looked up: Git refuses this repository, because another user owns it',
    );
    expect(() => parseCommit('main')).toThrow(/git config --global --add safe\.directory \/\S+/);
  });

  test('the refusal says that Git is missing', () => {
    process.env.PATH = temporary.folder('empty');
    expect(() => parseCommit('main')).toThrow('git could not be started: spawnSync git ENOENT');
  });
});

test.each(['none', '', '--all', 'HEAD:file', 'A'.repeat(40)])('%j is not a commit', (written) => {
  expect(() => parseCommit(written)).toThrow(RefusedError);
});
