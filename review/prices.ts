import type { Move } from './lifecycle';

/** The month the prices are of. */
export const PRICES_OF = '2025-09';

/** The region the prices are of. Others differ by up to a half; the ratio of before to after hardly does. */
export const PRICES_IN = 'us-east-1';

/**
 * US dollars for a gigabyte a month, the first 50 TB of it. Requests, retrievals, early deletion and
 * copies in another region are not in it; Intelligent-Tiering is taken at its dearest tier.
 *
 * @see Amazon S3 pricing, "Storage & requests"
 */
const PRICES: Readonly<Record<string, number>> = {
  STANDARD: 0.023,
  INTELLIGENT_TIERING: 0.023,
  STANDARD_IA: 0.0125,
  ONEZONE_IA: 0.01,
  GLACIER_IR: 0.004,
  GLACIER: 0.0036,
  DEEP_ARCHIVE: 0.00099,
};

const GIGABYTES = 1024;
const MONTH_DAYS = 365 / 12;

/**
 * What a store costs a month for each terabyte that is recorded a month, once as much goes as comes.
 *
 * @param classes - storage classes by day, in order
 * @param days - the day on which the bytes are gone
 */
export function costOf(classes: readonly Move[], days: number): number | undefined {
  const costs = classes.map(({ storageClass, days: from }, index) => {
    const until = Math.min(classes[index + 1]?.days ?? days, days);
    const price = Object.hasOwn(PRICES, storageClass) ? PRICES[storageClass] : undefined;
    return price === undefined ? NaN : (Math.max(until - from, 0) / MONTH_DAYS) * price * GIGABYTES;
  });
  const sum = costs.reduce((total, cost) => total + cost, 0);
  return Number.isNaN(sum) ? undefined : Math.round(sum * 100) / 100;
}
