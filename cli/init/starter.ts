import * as z from 'zod';
import { vendors } from '../../vendors';

/** A vendor that a project can start with. */
export type StarterVendor = keyof typeof vendors;

/** A setting that a store of a vendor must have. */
export interface StarterSetting {
  readonly key: string;
  readonly description: string;
  /** The value in the vendor's own example, if it is a choice rather than an id. */
  readonly initial?: string | undefined;
}

/** What a new store of a vendor needs, besides its bucket and its retention. */
export interface Starter {
  readonly required: readonly StarterSetting[];
  /** Settings that it can do without, and had better have. */
  readonly suggested: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly examples?: readonly Readonly<Record<string, unknown>>[];
}

/** Settings of every store, which are asked once. */
const COMMON = ['vendor', 'bucket', 'retention'];

/** The vendors that a few questions can describe. */
export const STARTER_VENDORS = Object.keys(vendors).filter((name) =>
  starterOf(name as StarterVendor).required.every(({ key }) => key !== 'access'),
) as StarterVendor[];

/** Reads from the schema of a vendor's settings what a new store of it needs. */
export function starterOf(vendor: StarterVendor): Starter {
  const { settings } = vendors[vendor];
  const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as Described;
  const { required = [], properties = {}, examples: [example = {}] = [] } = schema;
  const own = required.filter((key) => !COMMON.includes(key));
  return {
    required: own.map((key) => ({
      key,
      description: properties[key]?.description ?? key,
      initial: typeof example[key] === 'boolean' ? String(example[key]) : undefined,
    })),
    suggested: Object.fromEntries(
      Object.entries(example).filter(([key]) => !COMMON.includes(key) && !own.includes(key)),
    ),
  };
}
