import { parseArgs } from 'node:util';
import { benchPlan } from './plan';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    stores: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '1' },
  },
});
const counts = positionals.length > 0 ? positionals.map(Number) : [1, 2, 4];
const { json, stores, rounds } = values;
benchPlan({ counts, json, stores: Number(stores), rounds: Number(rounds) }).catch(
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
