import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { Live } from '../live';
import type { LiveEncryption } from '../live-bucket';
import type { LiveKey } from '../live-key';
import { observedValue, whenObserved } from '../observed';
import { comparePolicy, describeDifference } from '../policy-findings';

/** Whether the key works, who may use it, and whether the bucket encrypts with it. */
export function checkKey(examined: Examined): readonly DoctorFinding[] {
  const { store, live } = examined;
  const { key } = live;
  const encryption = defaultEncryption(live.bucket);
  if (!key) return whenObserved(encryption, (actual) => checkS3Keys(store, actual));
  return [
    ...checkState(store, key),
    ...checkAlias(store, key),
    ...checkKeyPolicy(examined, key),
    ...checkRotation(store, key),
    ...(isUnknown(key)
      ? []
      : whenObserved(encryption, (actual) => checkDefault(store, key, actual))),
  ];
}

/** Whether AWS does not show which key is the store's; that is a finding of its own. */
const isUnknown = ({ arn, aliased }: LiveKey) => arn === undefined && aliased.kind === 'refused';

/** @see Amazon S3 User Guide, "Setting default server-side encryption behavior": S3's own keys are the default */
function defaultEncryption({ encryption, region }: Live['bucket']): Live['bucket']['encryption'] {
  if (encryption.kind !== 'missing' || region.kind === 'missing') return encryption;
  return { kind: 'value', value: { algorithm: 'AES256' } };
}

function checkState(store: Store, key: LiveKey): readonly DoctorFinding[] {
  const { alias, arn = '', state: observed } = key;
  if (observed.kind === 'missing') {
    return [
      newFinding('key-missing', {
        what: 'The key that encrypts the recordings does not exist',
        evidence: [arn === '' ? `${alias} points to none` : `${arn} is not found`],
        fix: redeploy(store),
      }),
    ];
  }
  const at = atKey(store, arn);
  return whenObserved(observed, ({ state, deleted }): DoctorFinding[] => {
    const evidence = [`${arn}: ${state}${deleted === undefined ? '' : `, deleted on ${deleted}`}`];
    if (state === 'Enabled') return [];
    if (state === 'Disabled') {
      const what = 'The key is disabled: every upload fails, and no recording can be read';
      return [newFinding('key-disabled', { what, evidence, fix: `aws kms enable-key ${at}` })];
    }
    if (state === 'PendingDeletion') {
      const what =
        'The key is scheduled for deletion: every upload fails, and on that day all recordings are lost';
      const fix = `aws kms cancel-key-deletion ${at} && aws kms enable-key ${at}`;
      return [newFinding('key-pending-deletion', { what, evidence, fix })];
    }
    const what = `The key is in the state ${state}, in which it encrypts nothing`;
    return [newFinding('key-unusable', { what, evidence, fix: `aws kms describe-key ${at}` })];
  });
}

/** Users find the key by its alias; Terraform and S3 do not use it. */
function checkAlias(store: Store, { alias, aliased, arn }: LiveKey): DoctorFinding[] {
  const target = observedValue(aliased);
  if (arn === undefined || aliased.kind === 'refused' || target === arn) return [];
  return [
    newFinding('key-alias-elsewhere', {
      what: `${alias} does not point to the key that encrypts the recordings, so users of the alias use another key`,
      evidence: [`${target ?? 'no such alias'}; expected ${arn}`],
      fix: redeploy(store),
    }),
  ];
}

/** The last part of a key's ARN. */
function keyId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function atKey({ region }: Store, arn: string): string {
  return `--key-id ${keyId(arn)} --region ${region}`;
}

function checkKeyPolicy(
  { store, expected: { key: expected } }: Examined,
  { policy, state, arn = '' }: LiveKey,
): readonly DoctorFinding[] {
  if (!expected || state.kind === 'missing') return [];
  const fix = redeploy(store);
  if (policy.kind === 'missing') {
    const details = { what: 'The key has no policy', evidence: [`${arn} has no policy`], fix };
    return [newFinding('key-policy-lost', details)];
  }
  return comparePolicy(policy, { expected, kind: 'key policy' }, (difference) =>
    describeDifference('key-policy', difference, fix),
  );
}

function checkRotation(store: Store, { rotates, state, policy, arn = '' }: LiveKey) {
  if (state.kind === 'missing' || policy.kind === 'missing') return [];
  return whenObserved(rotates, (enabled) =>
    enabled
      ? []
      : [
          newFinding('key-rotation-off', {
            what: 'The key does not rotate',
            evidence: [arn],
            fix: `aws kms enable-key-rotation ${atKey(store, arn)}`,
          }),
        ],
  );
}

/**
 * @see Amazon S3 User Guide, "Setting default server-side encryption behavior": an alias is resolved in the account of
 *   the caller
 */
function checkDefault(
  store: Store,
  { alias, arn = '' }: LiveKey,
  { algorithm, keyId: named = '' }: LiveEncryption,
): DoctorFinding[] {
  if (algorithm === 'aws:kms' && named !== '' && [arn, keyId(arn)].includes(named)) return [];
  const actual = `${algorithm} ${named === '' ? 'with the key of AWS' : named}`;
  const evidence = [`${actual}; expected aws:kms ${arn === '' ? alias : arn}`];
  const fix = redeploy(store);
  if (/^(arn:.*:)?alias\//.test(named)) {
    const what =
      'The bucket encrypts with a key alias, which S3 resolves at each upload in the account of the caller';
    const severity = store.profile.access.kind === 'bucket-policy' ? 'broken' : 'risk';
    return [newFinding('default-encryption-alias', { what, evidence, fix, severity })];
  }
  const what =
    'The bucket encrypts with another key than the store’s, which those that write to it may not use';
  return [newFinding('default-encryption-other-key', { what, evidence, fix })];
}

function checkS3Keys(store: Store, { algorithm, keyId: named }: LiveEncryption): DoctorFinding[] {
  if (algorithm === 'AES256') return [];
  const what = `The bucket encrypts with a KMS key, which ${store.profile.title} cannot use`;
  const evidence = [`${algorithm} ${named ?? ''}; expected AES256`];
  return [newFinding('default-encryption-other-key', { what, evidence, fix: redeploy(store) })];
}
