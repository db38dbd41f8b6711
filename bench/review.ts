import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compare, type Comparison, render } from './comparison';
import { writeLargePlan } from './large-plan';

/**
 * Measures `callvault review` of plans with many resources, compared with `JSON.parse` of the same text in the same run.
 *
 * Usage: npm run bench:review [-- --json] [-- 2000 20000]
 */
const flags = process.argv.slice(2);
const asked = flags.filter((flag) => /^\d+$/.test(flag)).map(Number);
const counts = asked.length > 0 ? asked : [2_000, 20_000];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));

/** Parses each line of a file, so that a text of one line is parsed as a whole. */
const PARSE = `for (const line of require('node:fs').readFileSync(process.argv[1], 'utf8').split('\\n')) JSON.parse(line);`;

function comparisonOf(resources: number, isOneStack: boolean): Comparison {
  const file = path.join(folder, `${resources}-${String(isOneStack)}.json`);
  writeLargePlan(file, { resources, isOneStack });
  const where = isOneStack ? 'one stack' : 'a plan for each store';
  return {
    what: `${resources.toLocaleString('en')} resources, ${where}`,
    runs: 3,
    program: { name: 'callvault review', args: ['bin/callvault.js', 'review', file, '--json'] },
    baseline: { name: 'JSON.parse', args: ['--eval', PARSE, file] },
    goal: { seconds: 8 },
  };
}

try {
  const compared = counts
    .flatMap((resources) => [true, false].map((isOne) => comparisonOf(resources, isOne)))
    .map((each) => compare(each, folder));
  console.log(flags.includes('--json') ? JSON.stringify(compared, null, 2) : render(compared));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
