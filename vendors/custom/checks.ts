import { type Problem, problemIf, under } from '../../core/problem';
import type { Store } from '../../store/store';
import { checkActions } from './action-checks';
import { checkExternalIdGiven } from './external-id-checks';
import { checkFiles } from './file-checks';
import { checkServicePrincipal } from './service-principals';
import type { CustomSettings } from './settings';

/** The rules of a vendor that is described in the file. */
export function checkCustom(store: Store<CustomSettings>): Problem[] {
  return [
    ...checkAccess(store).map(under('access')),
    ...checkActions(store),
    ...checkCannedAcl(store.settings),
    ...checkObjectTags(store.settings).map(under('objectTags')),
    ...checkFiles(store),
  ];
}

function checkAccess(store: Store<CustomSettings>): Problem[] {
  const { access } = store.settings;
  if (access.kind === 'assume-role') {
    return [
      ...access.principals.flatMap((arn, index) =>
        checkPartition(arn, store).map(under('principals', index)),
      ),
      ...checkExternalIdGiven(access, store),
    ];
  }
  if (access.kind !== 'bucket-policy') return [];
  const { principal, sourceAccount, sourceArn } = access;
  return [
    ...('aws' in principal
      ? checkPartition(principal.aws, store).map(under('principal', 'aws'))
      : [
          ...checkServicePrincipal(principal.service),
          ...problemIf(sourceAccount === undefined, sourceAccountMissing(principal.service)),
        ]),
    ...(sourceArn === undefined
      ? []
      : [...checkPartition(sourceArn, store), ...checkSourceArn(sourceArn, sourceAccount)].map(
          under('sourceArn'),
        )),
  ];
}

/** Partitions are separate: a policy that names a principal of another one is refused, or matches nothing. */
function checkPartition(arn: string, { partition, region }: Store): Problem[] {
  const other = arn.split(':')[1] ?? '';
  return problemIf(other !== partition, {
    rule: 'arn-partition',
    path: [],
    what: `${arn} is in the partition ${other}, and the store in ${region} is in ${partition}`,
    fix: `Write the ARN that the vendor has in ${partition}, or use a region of ${other}.`,
  });
}

/** Both conditions must be met, so the vendor could write nothing. */
function checkSourceArn(arn: string, sourceAccount: string | undefined): Problem[] {
  const account = arn.split(':')[4] ?? '';
  return problemIf(sourceAccount !== undefined && !['', '*', sourceAccount].includes(account), {
    rule: 'source-arn-account',
    path: [],
    what: `${arn} is in account ${account}, and access.sourceAccount is ${sourceAccount ?? ''}, so no request meets both`,
    fix: 'Write the same account in both.',
  });
}

/** @see IAM User Guide, "The confused deputy problem", on services that act for many customers */
function sourceAccountMissing(service: string): Problem {
  return {
    rule: 'service-principal-source-account',
    path: ['principal', 'service'],
    what: `${service} writes on behalf of every AWS customer, and access.sourceAccount does not restrict it to one`,
    fix: 'Set access.sourceAccount to the account that uses the service.',
  };
}

/**
 * Refuses ACLs with which every upload would fail.
 *
 * @see Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket": other ACLs fail with
 *   AccessControlListNotSupported
 */
function checkCannedAcl({ cannedAcl }: CustomSettings): Problem[] {
  if (cannedAcl === undefined || cannedAcl === 'bucket-owner-full-control') return [];
  return [
    {
      rule: 'canned-acl-accepted',
      path: ['cannedAcl'],
      what: `S3 rejects uploads with the ACL ${cannedAcl}, because ACLs are disabled on the bucket`,
      fix: 'Have the vendor send bucket-owner-full-control, or no ACL, and write that here.',
    },
  ];
}

/** @see Amazon S3 User Guide, "Categorizing your storage using tags": 10 per object */
const MAX_OBJECT_TAGS = 10;

function checkObjectTags({ objectTags = {} }: CustomSettings): Problem[] {
  const entries = Object.entries(objectTags);
  const isValid = ([key, value]: [string, string]) =>
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key) &&
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value);
  return [
    ...problemIf(entries.length > MAX_OBJECT_TAGS, {
      rule: 'tag-count',
      path: [],
      what: `${entries.length} tags are more than the ${MAX_OBJECT_TAGS} that S3 accepts on an object`,
      fix: 'Remove some.',
    }),
    ...entries
      .filter((entry) => !isValid(entry))
      .map(([key, value]) => ({
        rule: 'tag-syntax',
        path: [key],
        what: `S3 does not accept the tag ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
        fix: 'Use letters, digits, spaces and _ . : / = + - @, up to 128 in the key and 256 in the value; aws: is reserved.',
      })),
  ];
}
