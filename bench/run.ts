import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compare, render } from './comparison';
import { Comparisons } from './comparisons';

/**
 * Measures what building stacks costs, compared with a baseline in the same run. Every run is a process of its own.
 *
 * Usage: npm run bench [-- --json] [-- 1 10 100 1000 3000]
 */
const flags = process.argv.slice(2);
const asked = flags.filter((flag) => /^\d+$/.test(flag)).map(Number);
const counts = asked.length > 0 ? asked : [1, 10, 100, 1_000, 3_000];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-bench-'));

try {
  const comparisons = new Comparisons(folder);
  const all = [
    ...comparisons.starts(),
    ...counts.flatMap((stores) => comparisons.growth(stores)),
    ...comparisons.peers(100),
  ];
  const compared = all.map((each) => {
    console.error(`${each.what}…`);
    return compare(each, folder);
  });
  console.log(flags.includes('--json') ? JSON.stringify(compared, null, 2) : render(compared));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
