import { parse } from 'yaml';
import { type Problem, problemIf, refuse } from '../../core/problem';
import type { Answers } from './questions';
import { STARTER_VENDORS, starterOf, type StarterVendor } from './starter';

/** Options of `callvault init` for the first store. */
export interface StoreFlags {
  readonly vendor?: StarterVendor;
  readonly retention?: string;
  readonly set?: readonly string[];
}

/** The settings of the first store, without its bucket, by the names of environments. */
export type NewStores = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Asks for a setting in each environment: another environment mostly belongs to another account at the vendor. */
export async function describeStores(
  flags: StoreFlags,
  answers: Answers,
  names: readonly string[],
): Promise<NewStores> {
  const vendor = await answers.to(
    { option: '--vendor <vendor>', text: 'Vendor that records', choices: STARTER_VENDORS },
    flags.vendor,
  );
  const days = await answers.to(
    { option: '--retention <days>', text: 'Retention: days, or for example "24 months"' },
    flags.retention,
  );
  const given = readSettings(flags.set ?? [], names);
  const isKnown = STARTER_VENDORS.some((each) => each === vendor);
  const { required = [], suggested = {} } = isKnown ? starterOf(vendor as StarterVendor) : {};
  for (const { key, description, initial } of required) {
    let previous = initial;
    for (const name of names) {
      const subject = names.length > 1 ? `${key} of ${name}` : key;
      const question = {
        option: `--set ${key}=<value>`,
        text: `${subject}: ${description}`,
        initial: previous,
      };
      previous = await answers.to(question, given[name]?.get(key));
      given[name]?.set(key, previous);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const own = [...(given[name] ?? [])].map(([key, value]) => [key, valueOf(value)] as const);
      const settings = Object.fromEntries(own);
      return [name, { vendor, ...suggested, ...settings, retention: { days: valueOf(days) } }];
    }),
  );
}

/**
 * The settings of `--set`: `key=value`, or `environment.key=value` for one environment.
 *
 * @throws RefusedError for names of other environments
 */
function readSettings(
  set: readonly string[],
  names: readonly string[],
): Readonly<Record<string, Map<string, string>>> {
  const given = set.map((each) => {
    const [whole, value] = splitAt(each);
    const [name, key] = splitAt(whole, '.');
    return { name, key, value };
  });
  refuse(given.flatMap(({ name, key }) => checkName({ name, names, option: `--set ${key}` })));
  const of = (wanted: string) =>
    given.filter(({ name }) => name === wanted).map(({ key, value }) => [key, value] as const);
  return Object.fromEntries(names.map((name) => [name, new Map([...of(''), ...of(name)])]));
}

/** Refuses an option for an environment that the project does not get. */
export function checkName(given: {
  readonly name: string;
  readonly names: readonly string[];
  readonly option: string;
}): Problem[] {
  const { name, names, option } = given;
  return problemIf(name !== '' && !names.includes(name), {
    rule: 'init-answers',
    path: [],
    what: `${option} is for ${name}, which is not one of the environments ${names.join(', ')}`,
    fix: 'Write the name of one of them, or none for all.',
  });
}

/** `prod=1` as a key and a value; without a key it is empty. */
export function splitAt(text: string, separator = '='): readonly [key: string, value: string] {
  const at = text.indexOf(separator);
  return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
}

/** Numbers and booleans as YAML reads them, and digits with a leading zero, or many of them, as texts. */
function valueOf(text: string): unknown {
  return /^\d{7,}$/.test(text) ? text : (parse(text) as unknown);
}
