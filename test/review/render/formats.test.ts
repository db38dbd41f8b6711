import * as fs from 'node:fs';
import Ajv from 'ajv';
import { validateXML } from 'xmllint-wasm';
import { contextOf, renderReview } from '../../../cli/review/formats';
import { review, type ReviewOptions } from '../../../cli/review/review';
import { readBefore } from '../../../dev/review/fixtures';
import { storyFiles } from '../../../dev/review/expected';
import { GATES } from '../../../review/finding';
import { environmentsOf } from '../../environments';

const NOW = Date.UTC(2026, 10, 20, 12);
const FILES = [{ file: 'environments/prod.yaml', text: readBefore() }];
const environments = environmentsOf(FILES);
/** The line of the retention of the store that the stories change. */
const RETENTION_LINE = (() => {
  const lines = readBefore().split('\n');
  const store = lines.indexOf('  meetings:');
  return lines.findIndex((line, at) => at > store && line.startsWith('    retention:')) + 1;
})();

function render(format: Parameters<typeof renderReview>[1], options: Partial<ReviewOptions> = {}) {
  const report = review({
    plans: [],
    environments,
    now: NOW,
    failOn: GATES.slice(0, 4),
    ...options,
  });
  return renderReview(report, format, contextOf({ environments, files: FILES }, NOW));
}

const planOf = (name: string) => ({
  source: name,
  text: fs.readFileSync(storyFiles(name).plan, 'utf8'),
});

const STORIES = fs
  .readdirSync('test/review')
  .filter((name) => fs.existsSync(storyFiles(name).plan));

/** Everything that a report can contain. */
const EVERYTHING: Partial<ReviewOptions> = {
  plans: ['hostile-names', 'changed-outside', 'expiry-a-day-shorter', 'nothing'].map(planOf),
  unplanned: [
    { id: 'video-prod', guarded: false, address: 'video-prod', what: { parts: ['Failed.'] } },
  ],
  removed: [{ id: 'old-prod' }],
  notes: [{ parts: ['A note about ', { value: '::error::\n##[x] <&"\'>]]>\u0000\uFFFE' }] }],
  acceptedBefore: [],
};

const published = JSON.parse(
  fs.readFileSync('test/review/schemas/sarif-2.1.0.json', 'utf8'),
) as Record<string, unknown>;
const validateSarif = new Ajv({
  strict: false,
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'https://example.com'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
}).compile({ ...published, $schema: undefined, id: undefined });

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions: readonly object[];
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

function sarifOf(options: Partial<ReviewOptions>) {
  const log = JSON.parse(render('sarif', options)) as Sarif;
  expect(validateSarif(log) ? [] : validateSarif.errors).toEqual([]);
  const [run] = log.runs;
  if (!run) throw new Error('no run');
  return run;
}

test('the SARIF of every story is valid by the published schema', () => {
  expect(STORIES.length).toBeGreaterThan(50);
  for (const name of STORIES) {
    const { results, tool } = sarifOf({ plans: [planOf(name)] });
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    // GitHub takes results of one rule with one of these for one alert.
    const prints = results.map((each) => each.partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(prints.length);
  }
});

test('the schema refuses a level that SARIF does not have', () => {
  const log = JSON.parse(render('sarif', { plans: [planOf('role-removed')] })) as object;
  expect(validateSarif(JSON.parse(JSON.stringify(log).replace('"error"', '"fatal"')))).toBe(false);
});

test('a result points to the setting in the environment file that it is about', () => {
  const { results } = sarifOf({ plans: [planOf('expiry-a-day-shorter')] });
  expect(
    results.map(({ ruleId, level, locations }) => [ruleId, level, locations[0]]),
  ).toContainEqual([
    'expiry-shortened',
    'error',
    expect.objectContaining({
      physicalLocation: {
        artifactLocation: { uri: 'environments/prod.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: RETENTION_LINE, startColumn: 5 },
      },
    }),
  ]);
});

test('an accepted finding is suppressed, and one that the change itself accepts is not', () => {
  const text = readBefore().replace(
    /^stores:$/m,
    `accept:
  - { finding: expiry-shortened, store: meetings, reason: Agreed with legal, until: 2026-12-01 }
  - { finding: bucket-destroyed, store: meetings, reason: For a later change, until: 2026-12-01 }
stores:`,
  );
  const accepting = environmentsOf([{ file: 'environments/prod.yaml', text }]);
  const levels = (acceptedBefore: ReviewOptions['acceptedBefore'], failOn = [...GATES]) =>
    sarifOf({
      plans: [planOf('expiry-a-day-shorter')],
      environments: accepting,
      acceptedBefore,
      failOn,
    }).results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions.length]);
  expect(levels(undefined)).toContainEqual(['expiry-shortened', 'note', 1]);
  expect(levels(undefined)).toContainEqual(['unused-acceptance', 'note', 0]);
  expect(levels([])).toContainEqual(['expiry-shortened', 'error', 0]);
  expect(levels([])).toContainEqual(['new-acceptances', 'error', 0]);
});

test('a stack that could not be planned makes the run unsuccessful', () => {
  expect(sarifOf(EVERYTHING).invocations).toEqual([{ executionSuccessful: false }]);
  expect(sarifOf({}).invocations).toEqual([{ executionSuccessful: true }]);
});

const xsd = fs.readFileSync('test/review/schemas/junit.xsd', 'utf8');

/** The errors of XML by the published schema of JUnit results. */
async function xmlErrors(contents: string) {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents }],
    schema: [{ fileName: 'junit.xsd', contents: xsd }],
  });
  return errors.map(({ message }) => message);
}

test('JUnit XML is valid by the published schema, and counts what it contains', async () => {
  const xml = render('junit', EVERYTHING);
  await expect(xmlErrors(xml)).resolves.toEqual([]);
  await expect(xmlErrors(render('junit'))).resolves.toEqual([]);
  const [all = ''] = /<testsuites [^>]*>/.exec(xml) ?? [];
  const count = (tag: string) => [...xml.matchAll(new RegExp(`<${tag}[ >/]`, 'g'))].length;
  const attribute = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(all)?.[1]);
  expect(attribute('tests')).toBe(count('testcase'));
  expect(attribute('failures')).toBe(count('failure'));
  expect(attribute('errors')).toBe(count('error'));
  expect(count('error')).toBe(1);
  expect(count('failure')).toBeGreaterThan(2);
});

test('the schema of JUnit results refuses what it does not know', async () => {
  const xml = render('junit', EVERYTHING)
    .replace('<failure ', '<fault ')
    .replace('</failure>', '</fault>');
  await expect(xmlErrors(xml)).resolves.not.toEqual([]);
});

test("GitLab's code quality report has unique fingerprints, known severities and relative paths", () => {
  const issues = JSON.parse(render('gitlab', EVERYTHING)) as Readonly<Record<string, unknown>>[];
  const isIssue = new Ajv().compile({
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', pattern: '^[a-z-]+$' },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!/|\\./)' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  });
  expect(issues.length).toBeGreaterThan(5);
  expect(issues.filter((each) => !isIssue(each))).toEqual([]);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
});

test('each line of the annotations is one workflow command, whatever a plan contains', () => {
  const lines = render('github', EVERYTHING).split('\n');
  const commands = lines.filter((line) => line.startsWith('::'));
  expect(lines.slice(commands.length)).toEqual([
    expect.stringMatching(/^\d of \d stacks planned: /),
    expect.stringMatching(/^Stopped \(fails on /),
  ]);
  for (const command of commands) {
    expect(command).toMatch(/^::(error|warning|notice) [^:\r\n]*::[^\r\n]+$/);
    expect(command).not.toContain('##[');
    const [, properties = ''] = /^::\w+ ([^:]*)::/.exec(command) ?? [];
    const keys = properties.split(',').map((each) => each.split('=')[0]);
    expect([['file', 'line', 'col', 'title'], ['title']]).toContainEqual(keys);
  }
  expect(commands).toContainEqual(
    expect.stringMatching(
      `^::error file=environments/prod\\.yaml,line=${RETENTION_LINE},col=5,title=[^,:]*%3A expiry-shortened::meetings-prod `,
    ),
  );
});

test('a result without a place still has one in the formats that need one', () => {
  const unknown = { environments: [], plans: [planOf('role-removed')] };
  const report = review({ ...unknown, now: NOW });
  const context = contextOf({ environments: [], files: [] }, NOW);
  expect(renderReview(report, 'sarif', context)).toContain('"uri": "cdktf.json"');
  expect(renderReview(report, 'gitlab', context)).toContain('"path": "cdktf.json"');
  expect(renderReview(report, 'github', context)).not.toContain('file=');
});
