import { benchRecordings, workHere } from './recordings';

const args = process.argv.slice(2);
const [here, work = '', count = '', manifest = ''] = args;
if (here === '--here') {
  void workHere(work as Parameters<typeof workHere>[0], Number(count), manifest).then(
    (measured) => {
      process.send?.(measured);
      process.disconnect();
    },
  );
} else {
  const counts = args.filter((each) => /^\d+$/.test(each)).map(Number);
  void benchRecordings(counts.length > 0 ? counts : [100_000, 1_000_000], args.includes('--json'));
}
