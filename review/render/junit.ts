import type { ReviewReport } from '../report';
import { inertText } from './inert';
import type { ResultContext } from './result-context';
import { type ReviewResult, resultsOf } from './results';

/**
 * The report as JUnit XML: a suite for each stack, and a test case for each result. Those that stop the change fail,
 * and accepted ones are skipped; the output of a suite has the text of the others.
 *
 * @see Jenkins' schema of JUnit results, junit-4.xsd
 */
export function renderJunit(report: ReviewReport, { now }: ResultContext): string {
  const results = resultsOf(report);
  const names = [...new Set([...report.stacks, ...results].map(({ stack = '' }) => stack))];
  const suites = names.map((name, id): Suite => {
    return { name, id, now, results: results.filter(({ stack = '' }) => stack === name) };
  });
  const tests = suites.reduce((sum, suite) => sum + countTests(suite), 0);
  const all = element('testsuites', { name: 'callvault review', ...totals(results, tests) });
  const lines = [all.open, ...suites.map(renderSuite), all.close];
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines].join('\n');
}

interface Suite {
  /** The stack; empty for results about several. */
  readonly name: string;
  readonly id: number;
  readonly now: number;
  readonly results: readonly ReviewResult[];
}

function renderSuite(suite: Suite): string {
  const { id, now, results } = suite;
  const name = suite.name === '' ? 'all stacks' : inertText(suite.name);
  const [timestamp = ''] = new Date(now).toISOString().split('.');
  const skipped = countOf(results, 'skipped');
  const facts = { skipped, timestamp, hostname: 'callvault', id: String(id), package: 'callvault' };
  const whole = element('testsuite', { name, ...totals(results, countTests(suite)), ...facts });
  const passed = results.filter((each) => stateOf(each) === 'passed');
  return [
    `  ${whole.open}`,
    ...(results.length === 0 ? [`    ${tag('testcase', caseOf(name, 'no findings'))}`] : []),
    ...results.map((each) => `    ${renderCase(name, each)}`),
    `    <system-out>${escape(passed.map(lineOf).join('\n'))}</system-out>`,
    `  ${whole.close}`,
  ].join('\n');
}

/** Without results, a suite has one case that passes. */
const countTests = ({ results }: Suite) => Math.max(1, results.length);

const countOf = (results: readonly ReviewResult[], state: State) =>
  String(results.filter((each) => stateOf(each) === state).length);

const totals = (results: readonly ReviewResult[], tests: number) => ({
  tests: String(tests),
  failures: countOf(results, 'failure'),
  errors: countOf(results, 'error'),
  time: '0',
});

type State = 'failure' | 'error' | 'skipped' | 'passed';

function stateOf({ level, isFailure, isAccepted }: ReviewResult): State {
  if (isFailure) return 'error';
  if (level === 'error') return 'failure';
  return isAccepted ? 'skipped' : 'passed';
}

function renderCase(suite: string, result: ReviewResult): string {
  const { id, address, text, title } = result;
  const name = address === undefined ? id : `${id}: ${inertText(address)}`;
  const state = stateOf(result);
  const attributes = caseOf(suite, name);
  if (state === 'passed') return tag('testcase', attributes);
  const test = element('testcase', attributes);
  const detail =
    state === 'skipped'
      ? `<skipped>${escape(text)}</skipped>`
      : `${element(state, { type: id, message: `${title}: ${id}` }).open}${escape(text)}</${state}>`;
  return `${test.open}${detail}${test.close}`;
}

const caseOf = (suite: string, name: string) => ({
  classname: `callvault.${suite}`,
  name,
  time: '0',
});

const lineOf = ({ id, address, text }: ReviewResult) =>
  [id, ...(address === undefined ? [] : [inertText(address)]), text].join(': ');

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('');
}

const tag = (name: string, attributes: Readonly<Record<string, string>>) =>
  `<${name}${attributesOf(attributes)}/>`;

const element = (name: string, attributes: Readonly<Record<string, string>>) => ({
  open: `<${name}${attributesOf(attributes)}>`,
  close: `</${name}>`,
});

/** Values are inert, so that a text has no character that XML forbids. */
const escape = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
