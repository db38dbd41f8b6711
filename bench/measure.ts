import type { KeyLayout } from './check-keys';
import { measureHere } from './check';

/** The process of one measurement: measures what its arguments name, and sends the result to its parent. */
const [layout = 'flat', endpoint = '', count = '0', folder = ''] = process.argv.slice(2);
void measureHere(layout as KeyLayout, endpoint, { count: Number(count), folder }).then(
  (measured) => {
    process.send?.(measured);
    process.disconnect();
  },
);
