import * as fs from 'node:fs';
import * as path from 'node:path';
import { EXIT } from '../../../cli/exit';
import { buildProgram } from '../../../cli/program';
import { collectReport } from '../../../cli/report/collect';
import { packEvidence } from '../../../cli/report/evidence';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { ENVIRONMENT } from './inputs';

const temporary = new TemporaryFolder();
let printed: string[];
let json: string;
let zip: string;

beforeAll(async () => {
  const options = { asOf: '2026-11-20', live: false, warnings: [], acknowledged: [], env: {} };
  const report = await collectReport(ENVIRONMENT, options);
  json = path.join(temporary.path, 'report.json');
  zip = path.join(temporary.path, 'evidence.zip');
  fs.writeFileSync(json, JSON.stringify(report));
  fs.writeFileSync(zip, await packEvidence(report, {}));
});
beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => {
    printed.push(text);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});
afterAll(() => {
  temporary.remove();
});

async function run(...args: string[]) {
  await buildProgram().parseAsync(['node', 'callvault', 'report', ...args]);
  return { code: process.exitCode, text: printed.join('\n') };
}

test('report diff says that nothing changed, as text, as data and as a page', async () => {
  const { code, text } = await run('diff', json, json);
  expect({ code, text }).toEqual({
    code: EXIT.ok,
    text: expect.stringMatching(/Nothing changed\.$/) as unknown,
  });
  printed = [];
  expect(JSON.parse((await run('diff', json, json, '--json')).text)).toMatchObject({
    changed: false,
  });
  printed = [];
  expect((await run('diff', json, json, '--html')).text).toMatch(
    /^<!doctype html>[^]*Nothing changed/,
  );
});

test('report verify finds a change, and prints it as data', async () => {
  expect(await run('verify', zip)).toMatchObject({ code: EXIT.ok });
  const bytes = fs.readFileSync(zip);
  bytes[bytes.indexOf('<!doctype html>') + 2] = 0x44;
  const changed = path.join(temporary.path, 'changed.zip');
  fs.writeFileSync(changed, bytes);
  printed = [];
  const { code, text } = await run('verify', changed, '--json');
  expect(code).toBe(EXIT.findings);
  expect(JSON.parse(text)).toMatchObject({
    unchanged: false,
    problems: ['report.html was changed', 'The archive is not as callvault report writes it'],
  });
});

test('report verify refuses a key that cannot be read, and two keys', async () => {
  const lost = path.join(temporary.path, 'lost.pem');
  const refused = { name: 'RefusedError', message: expect.stringContaining(lost) as unknown };
  await expect(run('verify', zip, '--public-key', lost)).rejects.toMatchObject(refused);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(run('verify', zip, '--public-key', lost, '--key', 'arn')).rejects.toThrow(
    "option '--public-key <file>' cannot be used with option '--key <arn>'",
  );
});

test('options about an archive are refused without one', async () => {
  await expect(run('prod', '--plans', 'plans')).rejects.toThrow('there is no --evidence');
});
