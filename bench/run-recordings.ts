import { benchPass, passHere } from './pass';
import { benchRecordings, workHere } from './recordings';

const args = process.argv.slice(2);
const [here, ...rest] = args;

const send = (measured: object) => {
  process.send?.(measured);
  process.disconnect();
};

/** Keys in the bucket of a pass, by default. */
const PASS_KEYS = 300_000;

async function inChild(): Promise<void> {
  if (here === '--here') {
    const [work = '', count = '', manifest = ''] = rest;
    send(await workHere(work as Parameters<typeof workHere>[0], Number(count), manifest));
    return;
  }
  const [way, layout, endpoint = '', count = ''] = rest;
  const [first, second] = [way, layout] as unknown as Parameters<typeof passHere>;
  send(await passHere(first, second, { endpoint, count: Number(count) }));
}

async function main(): Promise<void> {
  const counts = args.filter((each) => /^\d+$/.test(each)).map(Number);
  const json = args.includes('--json');
  if (args.includes('pass')) return benchPass(counts[0] ?? PASS_KEYS, json);
  await benchRecordings(counts.length > 0 ? counts : [100_000, 1_000_000], json);
  await benchPass(PASS_KEYS, json);
}

void (here === '--here' || here === '--pass' ? inChild() : main());
