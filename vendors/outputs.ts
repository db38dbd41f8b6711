import { RefusedError } from '../core/problem';

/** A value of an output. */
export type OutputValue =
  string | number | boolean | OutputValue[] | { [key: string]: OutputValue };

/** A stack's outputs by name. */
export type Outputs = Readonly<Record<string, OutputValue>>;

/**
 * The text of an output.
 *
 * @throws RefusedError when the outputs lack it: the stack was deployed by an earlier version, or not at all
 */
export function outputText(outputs: Outputs, name: string): string {
  const value = outputs[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new RefusedError([
    {
      rule: 'stack-outputs',
      path: [],
      what: `the stack's outputs lack ${name}`,
      fix: 'Deploy the stack with this version of callvault first.',
    },
  ]);
}
