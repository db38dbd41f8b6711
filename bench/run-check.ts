import { bench } from './check';

const flags = process.argv.slice(2);
const counts = flags.filter((flag) => /^\d+$/.test(flag)).map(Number);
void bench(counts.length > 0 ? counts : [1_000_000, 10_000_000], flags.includes('--json'));
