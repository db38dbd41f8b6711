import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import type { Live } from '../live';
import type { LiveEncryption } from '../live-bucket';
import { aliasOf, type LiveKey } from '../live-key';
import { describeDifference, describeSize } from '../policy-findings';
import { valueOf, whenSeen } from '../seen';
import { compareStatements } from '../statements';

/** Whether the key can be used, by whom, and whether the bucket encrypts with it. */
export function checkKey(examined: Examined): readonly DoctorFinding[] {
  const { store, live } = examined;
  const { key } = live;
  const encryption = defaultEncryption(live.bucket);
  if (!key) return whenSeen(encryption, (said) => checkS3Keys(store, said));
  return [
    ...checkState(store, key),
    ...checkAlias(store, key),
    ...checkKeyPolicy(examined, key),
    ...whenSeen(encryption, (said) => checkDefault(store, key, said)),
  ];
}

/** @see Amazon S3 User Guide, "Setting default server-side encryption behavior": S3's own keys, unless told otherwise */
function defaultEncryption({ encryption, region }: Live['bucket']): Live['bucket']['encryption'] {
  if (encryption.kind !== 'missing' || region.kind !== 'value') return encryption;
  return { kind: 'value', value: { algorithm: 'AES256' } };
}

function checkState(store: Store, key: LiveKey): readonly DoctorFinding[] {
  const { arn = '', state } = key;
  if (state.kind === 'missing') {
    return [
      finding('key-missing', {
        what: 'The key that encrypts the recordings is not there',
        evidence: [arn === '' ? `${aliasOf(store)} points to none` : `${arn} is not found`],
        fix: redeploy(store),
      }),
    ];
  }
  const at = `--key-id ${keyId(arn)} --region ${store.region}`;
  return whenSeen(state, ({ state: is, deleted }): DoctorFinding[] => {
    const said = {
      evidence: [`${arn}: ${is}${deleted === undefined ? '' : `, gone on ${deleted}`}`],
    };
    switch (is) {
      case 'Enabled':
        return [];
      case 'Disabled': {
        const what = 'The key is disabled: every upload fails, and nothing can be read';
        return [finding('key-disabled', { what, ...said, fix: `aws kms enable-key ${at}` })];
      }
      case 'PendingDeletion': {
        const what =
          'The key is to be deleted: every upload fails, and on that day all recordings are lost for good';
        const fix = `aws kms cancel-key-deletion ${at} && aws kms enable-key ${at}`;
        return [finding('key-pending-deletion', { what, ...said, fix })];
      }
      default: {
        const what = `The key is in the state ${is}, in which it encrypts nothing`;
        return [finding('key-unusable', { what, ...said, fix: `aws kms describe-key ${at}` })];
      }
    }
  });
}

/** People find the key by its alias; Terraform and S3 do not use it. */
function checkAlias(store: Store, { aliased, arn }: LiveKey): DoctorFinding[] {
  const points = valueOf(aliased);
  if (arn === undefined || aliased.kind === 'refused' || points === arn) return [];
  const alias = aliasOf(store);
  return [
    finding('key-alias-elsewhere', {
      what: `${alias} does not point to the key that encrypts the recordings; whoever was given the alias uses another`,
      evidence: [`${points ?? 'no such alias'}; expected ${arn}`],
      fix: redeploy(store),
    }),
  ];
}

/** The last part of a key's ARN. */
function keyId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function checkKeyPolicy({ store, expected }: Examined, key: LiveKey): readonly DoctorFinding[] {
  const { policy, rotates, arn = '' } = key;
  const wanted = expected.key;
  if (!wanted || key.state.kind === 'missing') return [];
  if (policy.kind === 'missing') {
    const evidence = [`${arn} has no policy`];
    const what = 'The policy of the key is not there';
    return [finding('key-policy-lost', { what, evidence, fix: redeploy(store) })];
  }
  return [
    ...whenSeen(policy, ({ policy: deployed, size }) => [
      ...compareStatements(wanted, deployed).map((difference) =>
        describeDifference('key-policy', difference, redeploy(store)),
      ),
      ...describeSize('key policy', size),
    ]),
    ...whenSeen(rotates, (does) =>
      does
        ? []
        : [
            finding('key-rotation-off', {
              what: 'The key does not rotate',
              evidence: [arn],
              fix: `aws kms enable-key-rotation --key-id ${keyId(arn)} --region ${store.region}`,
            }),
          ],
    ),
  ];
}

/**
 * @see Amazon S3 User Guide, "Setting default server-side encryption behavior": an alias is looked up in the
 *   account of whoever makes the request
 */
function checkDefault(store: Store, { arn = '' }: LiveKey, said: LiveEncryption): DoctorFinding[] {
  const { algorithm, keyId: named = '' } = said;
  if (algorithm === 'aws:kms' && named !== '' && [arn, keyId(arn)].includes(named)) return [];
  const is = `${algorithm} ${named === '' ? 'with the key of AWS' : named}`;
  const evidence = [`${is}; expected aws:kms ${arn === '' ? aliasOf(store) : arn}`];
  const fix = redeploy(store);
  if (/^(arn:.*:)?alias\//.test(named)) {
    const what =
      'The bucket encrypts with an alias, which S3 looks up in the account of whoever writes, at each upload anew';
    const severity = store.profile.access.kind === 'bucket-policy' ? 'broken' : 'risk';
    return [finding('default-encryption-alias', { what, evidence, fix, severity })];
  }
  const what = `The bucket encrypts with another key than the store’s, which ${store.profile.title} may not use`;
  return [finding('default-encryption-other-key', { what, evidence, fix })];
}

function checkS3Keys(store: Store, { algorithm, keyId: named }: LiveEncryption): DoctorFinding[] {
  if (algorithm === 'AES256') return [];
  const what = `The bucket encrypts with a key, which ${store.profile.title} cannot use`;
  const evidence = [`${algorithm} ${named ?? ''}; expected AES256`];
  return [finding('default-encryption-other-key', { what, evidence, fix: redeploy(store) })];
}
