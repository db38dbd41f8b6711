import { tryFindDenier, tryFindSilent } from '../../../core/denial';
import type { Store } from '../../../store/store';
import type { Examined } from '../examined';
import { type DoctorFinding, newFinding, type Severity } from '../finding';
import { type RefusedLookup, refusals } from '../observed';

/** A policy that denies doctor's requests. */
interface Denier {
  readonly name: string;
  readonly severity: Severity;
  readonly fix: string;
}

/**
 * What AWS refused to show. A Deny is one finding for all that it hides: no Allow helps against it, and if the policy of
 * a bucket or a key, or of the organization, denies even these credentials, it very likely denies the vendor too.
 *
 * @see IAM User Guide, "Troubleshoot access denied error messages"
 */
export function checkRefused({ store, live }: Examined): DoctorFinding[] {
  const all = refusals(live);
  const denied = new Map<string, RefusedLookup[]>();
  const others: RefusedLookup[] = [];
  for (const each of all) {
    const name = denierOf(each, all);
    if (name === undefined) others.push(each);
    else denied.set(name, [...(denied.get(name) ?? []), each]);
  }
  return [
    ...[...denied].map(([name, lookups]) => explicitDeny(describeDenier(store, name), lookups)),
    ...others.map(couldNotLook),
  ];
}

/** Whether a Deny, rather than a missing Allow, keeps doctor from seeing something. */
export function isExplicitDeny({ answer }: RefusedLookup): boolean {
  return tryFindDenier(answer) !== undefined;
}

/** The kind of policy that denies a lookup, with the bucket or key it belongs to; undefined if none does. */
function denierOf(lookup: RefusedLookup, all: readonly RefusedLookup[]): string | undefined {
  const { call, answer } = lookup;
  const kind = tryFindDenier(answer);
  if (kind === undefined) {
    // The answer to a HEAD request gives no reason: it is that of the other lookups of the bucket.
    const like = all.find((each) => isExplicitDeny(each) && subjectOf(each) === subjectOf(lookup));
    return like && answer === 'status 403' ? denierOf(like, all) : undefined;
  }
  const own = /^(s3|kms):/.test(call) && (kind === '' || kind === 'resource-based policy');
  return own ? subjectOf(lookup) : kind || 'policy';
}

/** The service and the resource of a call, e.g. `s3 acme-calls`. */
function subjectOf({ call }: RefusedLookup): string {
  const [, service = '', resource = ''] = /^(\w+):\w+ (.*)$/.exec(call) ?? [];
  return `${service} ${resource}`;
}

function describeDenier({ account }: Store, name: string): Denier {
  const [, service, resource = ''] = /^(s3|kms) (.*)$/.exec(name) ?? [];
  if (service === 's3') {
    return {
      name: `The policy of the bucket ${resource}`,
      severity: 'broken',
      fix: `No Allow helps. Have a principal that the Deny does not cover correct the policy; otherwise the root user of the account ${account} can delete it (aws s3api delete-bucket-policy --bucket ${resource}), as can the management account of the organization (aws sts assume-root with S3UnlockBucketPolicy). Then deploy.`,
    };
  }
  if (service === 'kms') {
    return {
      name: `The policy of the key ${resource}`,
      severity: 'broken',
      fix: 'No Allow helps. Have a principal that the Deny does not cover correct the policy (aws kms put-key-policy); if there is none, only AWS Support can. Then deploy.',
    };
  }
  if (/^(service|resource) control policy$/.test(name)) {
    return {
      name: `A ${name} of the organization`,
      severity: 'broken',
      fix: 'No Allow in the account helps. Ask the administrators of the organization to exempt the store: docs/doctor.md lists the actions, and npx callvault explain those of the vendor.',
    };
  }
  return {
    name: `${/^[aeiou]/i.test(name) ? 'An' : 'A'} ${name}`,
    severity: 'risk',
    fix: 'No Allow helps. Use other credentials, or have the Deny removed.',
  };
}

function explicitDeny(
  { name, severity, fix }: Denier,
  lookups: readonly RefusedLookup[],
): DoctorFinding {
  const whom =
    severity === 'broken'
      ? 'even these credentials, and so very likely the vendor'
      : 'these requests';
  return newFinding('explicit-deny', {
    what: `${name} denies ${whom}: it has an explicit deny`,
    evidence: lookups.map(({ call, answer }) => `${call}: ${answer}`),
    fix,
    severity,
    link: lookups[0]?.link ?? 'bucket',
  });
}

/** The policies in which an Allow for these credentials is not enough. */
const LIMITS = /boundary|control policy|endpoint|session/;

function couldNotLook({ call, answer, link }: RefusedLookup): DoctorFinding {
  const silent = tryFindSilent(answer) ?? '';
  return newFinding('could-not-look', {
    what: `AWS refuses ${call}, so this could not be checked`,
    evidence: [answer],
    fix: LIMITS.test(silent)
      ? `Allow the action in the ${silent} that limits these credentials.`
      : 'Allow the action for these credentials.',
    link,
  });
}
