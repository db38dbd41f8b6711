import type { PolicyStatement } from '../../core/policy-statement';
import { listed } from '../../core/policy-element';
import { observedValue, orDefault, refusals, whenObserved } from '../doctor/observed';
import { removeGrants, removeMfaDelete } from '../existing/adopted';
import { type Find, type Gap, gapIf } from './gap';
import type { AdoptableBucket } from './live';
import { foreignTags, lostTags, replacedRules, unmanaged } from './replaced';

/** Statements of the bucket's policy; none if it has none, or AWS does not show it. */
export function policyOf(bucket: AdoptableBucket): readonly PolicyStatement[] {
  return observedValue(bucket.policy)?.statements ?? [];
}

/** Principals that statements allow something, AWS's services included: they lose it with the policy. */
export function allowedBy(statements: readonly PolicyStatement[], action?: RegExp): string[] {
  const allowed = statements
    .filter(({ effect, action: { patterns, except } }) => {
      const matches = except || patterns.some((each) => action?.test(each) ?? true);
      return effect === 'Allow' && matches;
    })
    .flatMap(({ principal }) => (principal?.except === true ? ['*'] : listed(principal)));
  return [...new Set(allowed)];
}

const hidden: Find = (bucket) =>
  refusals(bucket).map(({ call, answer, unreadable = false }) => ({
    control: '',
    when: 'before',
    what: unreadable
      ? `The bucket policy is not compared: ${answer}`
      : `AWS does not show everything: ${call}: ${answer}`,
    step: unreadable
      ? 'Compare it yourself: the deployment replaces the policy.'
      : 'Use credentials that may read it: what is not known is not compared.',
  }));

const versioning: Find = ({ name, ...bucket }) =>
  whenObserved(orDefault(bucket.versioning, 'never on'), (status) =>
    gapIf(status !== 'Enabled', {
      control: 'S3-5',
      when: 'before',
      what: 'The bucket is not versioned: what is overwritten or deleted is lost',
      step: `Turn versioning on first: aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration Status=Enabled`,
    }),
  );

const grantees: Find = (bucket) => {
  const allowed = allowedBy(policyOf(bucket));
  return gapIf(allowed.length > 0, {
    control: 'S3-10',
    when: 'before',
    what: `The bucket policy allows access to ${allowed.join(', ')}`,
    step: 'Decide about each of them: the deployment replaces the policy. Roles that read belong under readers:; the vendor gets the role or user of the store.',
  });
};

const accessPoints: Find = ({ accessPoints: points }) =>
  ((points && observedValue(points)) ?? []).map(({ name, vpc, statements }) => {
    const allowed = allowedBy(statements);
    const policy = allowed.length === 0 ? 'has no policy that allows anything' : 'allows access to';
    return {
      control: 'S3-10',
      when: 'before',
      what: `The access point ${name} for ${vpc ?? 'the internet'} ${[policy, allowed.join(', ')].join(' ').trim()}`,
      step: `Decide about them as about those of the bucket policy, which will delegate nothing to access points: only principals with permissions of their own can use them then. Delete one that nothing uses: aws s3control delete-access-point --account-id <account> --name ${name}`,
    };
  });

const acls: Find = ({ name, ...bucket }) => {
  const grants = observedValue(bucket.grants) ?? [];
  const granted = grants.length > 0 ? `, and the bucket's own grants ${grants.join(', ')}` : '';
  const first = grants.length > 0 ? ` ${removeGrants(name)}` : '';
  return whenObserved(orDefault(bucket.ownership, 'ObjectWriter'), (ownership) =>
    gapIf(ownership !== 'BucketOwnerEnforced', {
      control: 'S3-9',
      when: 'before',
      what: `ACLs are in effect (${ownership})${granted}`,
      step: `Find out, in the access logs, which clients send ACLs: the deployment disables them, and S3 then rejects uploads with any ACL but bucket-owner-full-control.${first}`,
    }),
  );
};

const publicAccess: Find = (bucket) =>
  whenObserved(orDefault(bucket.openTo, ['all of them']), (open) =>
    gapIf(open.length > 0, {
      control: 'S3-1',
      when: 'before',
      what: `Public access is not blocked: ${open.join(', ')} off`,
      step: 'Find out, in the access logs, who reads without credentials: the deployment blocks it.',
    }),
  );

const website: Find = ({ name, ...bucket }) =>
  gapIf(bucket.website.kind === 'value', {
    control: 'S3-19',
    when: 'before',
    what: 'The bucket is a website',
    step: `Remove it: aws s3api delete-bucket-website --bucket ${name}`,
  });

const encryption: Find = (bucket) =>
  whenObserved(orDefault(bucket.encryption, { algorithm: 'AES256' }), ({ algorithm, keyId }) => [
    {
      control: 'S3-4',
      when: 'deployment',
      what: `New objects are encrypted with ${keyId ?? algorithm}`,
      step: 'The deployment creates a key for new objects. Existing objects keep theirs: do not delete it as long as they exist.',
    },
  ]);

const plainHttp: Find = (bucket) =>
  whenObserved(orDefault(bucket.policy, { statements: [], size: 0 }), ({ statements }) =>
    gapIf(!statements.some(deniesPlainHttp), {
      control: 'S3-3',
      when: 'deployment',
      what: 'Requests over plain HTTP are not denied',
      step: 'The deployment denies them, and TLS below 1.2.',
    }),
  );

function deniesPlainHttp({ effect, conditions }: PolicyStatement): boolean {
  return (
    effect === 'Deny' &&
    conditions.some(
      ({ key, values }) => key.toLowerCase() === 'aws:securetransport' && values.includes('false'),
    )
  );
}

const lifecycle: Find = (bucket) =>
  whenObserved(orDefault(bucket.lifecycle, { rules: [] }), ({ rules }) => [
    ...gapIf(!rules.some(({ noncurrentDays }) => noncurrentDays !== undefined), {
      control: 'S3-6',
      when: 'deployment',
      what: 'No lifecycle rule deletes old versions',
      step: 'The deployment replaces the lifecycle by the retention of the store. Recordings that are older are deleted within days: compare retention.days with the oldest recording first.',
    }),
    ...gapIf(!rules.some(({ abortDays }) => abortDays !== undefined), {
      control: 'S3-7',
      when: 'deployment',
      what: 'No lifecycle rule aborts unfinished uploads',
      step: 'The deployment adds one, after seven days.',
    }),
  ]);

const logging: Find = ({ name, ...bucket }) =>
  whenObserved(
    orDefault<{ readonly TargetBucket?: string | undefined }>(bucket.logging, {}),
    ({ TargetBucket: target }) => [
      {
        control: 'S3-8',
        when: 'deployment',
        what:
          target === undefined
            ? 'Accesses are not logged'
            : `Accesses are logged to ${target === name ? 'the bucket itself' : target}`,
        step: `The deployment creates a bucket for the logs. Existing logs stay ${target === name ? 'next to the recordings: delete them when they are not needed any more' : 'where they are'}.`,
      },
    ],
  );

const mfaDelete: Find = ({ name, ...bucket }) =>
  gapIf(bucket.mfaDelete.kind === 'value', {
    control: 'S3-15',
    when: 'before',
    what: 'MFA Delete is on',
    step: removeMfaDelete(name),
  });

const options: Find = (bucket) => [
  ...gapIf(bucket.lock.kind === 'missing', {
    control: 'S3-13',
    when: 'after',
    what: 'No Object Lock retention protects new objects',
    step: 'Add objectLock: if recordings must not be deleted early. It cannot be removed again.',
  }),
  ...gapIf(bucket.replication.kind === 'missing', {
    control: 'S3-12',
    when: 'after',
    what: 'No other region has a copy',
    step: 'Add replication: if you need one. Existing recordings are not copied.',
  }),
  ...gapIf(bucket.replication.kind === 'value', {
    control: 'S3-12',
    when: 'after',
    what: 'The bucket is replicated',
    step: 'With replication:, the deployment replaces it; without, it stays as it is and Terraform does not manage it.',
  }),
];

/** The order in which gaps are closed without losing anything or locking a client out. */
const ORDER: readonly Find[] = [
  hidden,
  foreignTags,
  versioning,
  grantees,
  accessPoints,
  acls,
  mfaDelete,
  publicAccess,
  website,
  encryption,
  plainHttp,
  lifecycle,
  replacedRules,
  lostTags,
  logging,
  options,
  unmanaged,
];

/** The gaps of a bucket to the security controls, in the order in which they are closed safely. */
export function gapsOf(bucket: AdoptableBucket): Gap[] {
  return ORDER.flatMap((find) => find(bucket));
}
