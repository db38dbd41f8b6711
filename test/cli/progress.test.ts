import { withProgress } from '../../cli/progress';

const written = { stdout: '', stderr: '' };
const isTTY = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');

beforeEach(() => {
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  for (const name of ['stdout', 'stderr'] as const) {
    written[name] = '';
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.defineProperty(process.stderr, 'isTTY', isTTY ?? { value: undefined, configurable: true });
});

test('progress is shown on stderr, so that stdout has the result only', async () => {
  const result = await withProgress('calls-prod', false, (onProgress) => {
    onProgress('planning');
    return 42;
  });
  expect(result).toBe(42);
  expect(written.stdout).toBe('');
  expect(written.stderr).toContain('calls-prod: planning');
});

test('an error is left to the command, which prints it once', async () => {
  const failing = withProgress('calls-prod', false, () => {
    throw new Error('no credentials');
  });
  await expect(failing).rejects.toThrow('no credentials');
  expect(written.stdout).toBe('');
  expect(written.stderr).toContain('calls-prod');
  expect(written.stderr).not.toContain('no credentials');
});
