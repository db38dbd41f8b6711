import { measureHere } from './check';

/** The entry point of one measurement: its arguments say of what, its parent is told the result. */
const [way = '', file = '', count = '0'] = process.argv.slice(2);
void measureHere(way, file, Number(count)).then((measured) => {
  process.send?.(measured);
  process.disconnect();
});
