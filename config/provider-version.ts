import { type Problem, problemIf } from '../core/problem';
import { isAtLeast } from '../core/version';
import type { EnvironmentIdentity } from './environment';

/** The first version that the stacks are valid for, and the first one after the last. */
const [FIRST, END] = ['5.99.0', '7.0.0'];

/**
 * Provider versions the stacks are valid for: 5.99 has everything that is used here, 6 renamed none of it.
 *
 * The bindings are generated from version 6 and would require exactly theirs.
 */
export const AWS_PROVIDER_VERSIONS = `>= ${FIRST}, < ${END}`;

/** Whether the stacks are valid for a version. */
export const isSupportedProvider = (version: string) =>
  isAtLeast(version, FIRST) && !isAtLeast(version, END);

/** The rules of an environment's own version of the AWS provider. */
export function checkProviderVersion(
  version: string | undefined,
  { name, lockedProvider }: EnvironmentIdentity,
): Problem[] {
  if (version === undefined) return [];
  const shown = JSON.stringify(version);
  if (!isSupportedProvider(version)) {
    return [
      {
        rule: 'provider-version',
        path: ['providerVersion'],
        what: `${shown} is not a version of the AWS provider from ${FIRST} to before ${END}`,
        fix: 'Write one version exactly, such as 6.28.0.',
      },
    ];
  }
  return problemIf(lockedProvider !== undefined && version !== lockedProvider, {
    rule: 'provider-version-locked',
    path: ['providerVersion'],
    what: `${version} is not locked for ${name}: ${lockedProvider ? `the lock file has ${lockedProvider}` : 'there is no lock file'}, so its digests are not checked`,
    fix: `Write .terraform.lock.${name}.hcl, as docs/ci.md says under "Updating the provider".`,
    warning: true,
  });
}
