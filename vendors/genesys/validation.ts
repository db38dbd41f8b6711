import type { Link } from '../../core/links';
import type { StoreVerdict, ValidationContext } from '../recording-reader';
import { GenesysApi } from './api';
import { listConnections, prefixOf, validateConnection } from './connection';

/** What a test of the validation tries, by its name. @see Genesys guide, section 2: authentication, bucket and key */
const TESTS: readonly (readonly [RegExp, Link])[] = [
  [/auth|credential|role/i, 'trust'],
  [/encrypt|kms|key/i, 'key'],
  [/path|prefix/i, 'prefix'],
];

/**
 * Has Genesys validate the connection of a store: it assumes the role and tries the bucket and the key.
 *
 * @throws HttpError when Genesys does not answer as it should
 */
export async function validateStore({
  options,
  bucket,
  prefix,
  credentials,
}: ValidationContext): Promise<readonly StoreVerdict[]> {
  const { login = '', api: host = '' } = options;
  const api = new GenesysApi({ login, api: host }, credentials);
  const all = await listConnections(api);
  const inBucket = all.filter(({ settings }) => settings.bucketName === bucket);
  const forPath = inBucket.filter((each) => prefixOf(each) === prefix);
  const found = forPath.find(({ status }) => status === 'ACTIVE') ?? forPath[0];
  if (!found) {
    const others = inBucket.map((each) => JSON.stringify(prefixOf(each))).join(', ');
    const instead = others === '' ? '' : `; its connections for the bucket write to ${others}`;
    return [
      unregistered(
        `Genesys has no connection for ${JSON.stringify(bucket)} with the prefix ${JSON.stringify(prefix)}${instead}`,
      ),
    ];
  }
  const { id = '', status } = found;
  if (status !== 'ACTIVE') {
    return [unregistered(`the connection ${id} is off, so Genesys writes nothing`)];
  }
  const results = await validateConnection(api, id);
  return results.map(({ test, passed, message }) => ({
    test,
    passed,
    message,
    link: TESTS.find(([pattern]) => pattern.test(test))?.[1] ?? 'bucket',
  }));
}

function unregistered(message: string): StoreVerdict {
  return { link: 'registration', test: '', passed: false, message };
}
