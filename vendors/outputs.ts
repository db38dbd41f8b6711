import { RefusedError } from '../core/problem';
import { accessKeySecretName } from '../store/store';

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

/** What stands for a user's access key where a person enters it: the secret that contains it. */
export function accessKeyPlaceholders(
  stack: string,
): Readonly<Record<'accessKeyId' | 'secretAccessKey', string>> {
  const secret = accessKeySecretName(stack);
  return {
    accessKeyId: `<accessKeyId in the secret ${secret}>`,
    secretAccessKey: `<secretAccessKey in the secret ${secret}>`,
  };
}
