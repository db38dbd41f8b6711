import { parseArgs } from 'node:util';
import { benchDeploy } from './deploy';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '1' },
  },
});
const counts = positionals.length > 0 ? positionals.map(Number) : [1, 10];
benchDeploy({ counts, rounds: Number(values.rounds), json: values.json }).catch(
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
