import { type Command, InvalidArgumentError } from 'commander';
import type { ValidEnvironments } from '../../config/valid';
import { PRICES_MONTH } from '../../review/prices';
import { defineEnvironmentsCommand, type Outcome } from '../command';
import { findEnvironment } from '../find-store';

const HELP = `
Computes from the synthesized stacks and list prices what stores cost per month, if each records this many gigabytes per
month. Use it to compare settings, not as a bill. It needs no credentials and asks no service.

Examples:
  callvault cost
  callvault cost prod --gb 500 --json`;

/** `callvault cost [environment]` */
export function costCommand(): Command {
  return defineEnvironmentsCommand<[string | undefined, { gb: number }]>('cost', cost)
    .description('Estimate what stores cost per month.')
    .argument('[environment]', 'name of the environment; all by default')
    .option('--gb <number>', 'gigabytes that each store records per month', parseGigabytes, 100)
    .addHelpText('after', HELP);
}

async function cost(
  { environments: all }: ValidEnvironments,
  name: string | undefined,
  { gb }: { gb: number },
): Promise<Outcome> {
  const environments = name === undefined ? all : [findEnvironment(name, all)];
  const [{ ASSUMPTIONS, costOf }, { renderCosts }, { synthesize }] = await Promise.all([
    import('./cost'),
    import('./render'),
    import('../../synth/synthesize'),
  ]);
  const stacks = environments.flatMap(({ stores }) => stores.map(({ id }) => id));
  const costs = costOf(environments, synthesize({ environments, stacks }), gb);
  const total = Math.round(costs.reduce((sum, each) => sum + each.total, 0) * 100) / 100;
  return {
    text: renderCosts(costs, gb, total),
    json: {
      currency: 'USD',
      gigabytesPerMonth: gb,
      pricesOf: PRICES_MONTH,
      assumptions: ASSUMPTIONS,
      stores: costs,
      total,
    },
  };
}

function parseGigabytes(written: string): number {
  const number = Number(written);
  if (/^\d+(?:\.\d+)?$/.test(written) && number > 0 && number <= 1e9) return number;
  throw new InvalidArgumentError('Write a number of gigabytes, such as 500.');
}
