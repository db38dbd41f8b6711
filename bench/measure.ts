import { measureHere } from './check';

/** The process of one measurement: measures what its arguments name, and sends the result to its parent. */
const [method = '', file = '', count = '0'] = process.argv.slice(2);
void measureHere(method, file, Number(count)).then((measured) => {
  process.send?.(measured);
  process.disconnect();
});
