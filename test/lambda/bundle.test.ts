import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { unzipSync } from 'fflate';
import * as bundling from '../../lambda/bundle';

const { bundleCheck } = bundling;

beforeAll(() => {
  // What the global setup has built.
  Reflect.deleteProperty(globalThis, 'CALLVAULT_CHECK');
});

const code = () => {
  const files = unzipSync(fs.readFileSync(bundleCheck().file));
  expect(Object.keys(files)).toEqual(['index.js']);
  return Buffer.from(files['index.js'] ?? []).toString('utf8');
};

test('the code of the check is one file, with everything it needs and nothing of the stacks', () => {
  const text = code();
  expect(text).toContain('ListObjectVersions');
  expect(text).toContain('/api/v2/recordings/retention/query');
  expect(text).not.toMatch(/cloud-copilot|aws_s3_bucket|cdktf/);
  expect(text.match(/require\("(?!node:)[^"]*"\)/g) ?? []).not.toContain('require("esbuild")');
});

test('equal sources give equal bytes, in any time zone and process', () => {
  const first = bundleCheck();
  jest.isolateModules(() => {
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Auckland';
    const { bundleCheck: bundleAgain } = jest.requireActual<typeof bundling>('../../lambda/bundle');
    const again = bundleAgain();
    process.env.TZ = zone;
    expect(again.sha256).toBe(first.sha256);
    expect(again.file).toBe(first.file);
  });
});

test('the SHA-256 is that of the file, in Base64', () => {
  const { file, sha256 } = bundleCheck();
  expect(createHash('sha256').update(fs.readFileSync(file)).digest('base64')).toBe(sha256);
  expect(code()).toContain('exports');
});

test('the other tests use the same code, which was built once', () => {
  expect(JSON.parse(process.env.CALLVAULT_TEST_CHECK ?? '')).toEqual(bundleCheck());
});
