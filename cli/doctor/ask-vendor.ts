import { findVendor } from '../../config/resolve';
import { RefusedError } from '../../core/problem';
import { HttpError } from '../../http/error';
import type { VendorFinding } from '../../vendors/registration';
import { accessKeySecretName, type Store } from '../../store/store';
import type { VendorSeverity } from '../../vendors/vendor';
import type { ClientSettings } from '../deployer';
import { AwsRefusedError } from '../exit';
import { tryOpenVendor } from '../connect/connect';
import type { FoundStore } from '../find-store';
import { type DoctorFinding, newFinding } from './finding';
import type { Live } from './live';
import { observedValue } from './observed';

/** The differences at the vendor, or why they are not known. */
export interface VendorAnswer {
  /** What of it is not as it should be. */
  readonly findings: readonly DoctorFinding[];
  /** Why it could not be asked. */
  readonly notes: readonly string[];
  /** Set when the vendor showed its settings. @default - they are not known */
  readonly compared?: true;
}

/** Asks a store's vendor by its API whether it has the store right; nothing is changed. */
export async function askVendor(
  found: FoundStore,
  live: Live,
  { settings, env }: { readonly settings: ClientSettings; readonly env: NodeJS.ProcessEnv },
): Promise<VendorAnswer> {
  const { store } = found;
  const key = live.access.kind === 'user' ? observedValue(live.access.stored) : undefined;
  // What the stack's outputs would say: with what is live, no state has to be read for it.
  const made = {
    ...(live.key && { recordingsKeyArn: live.key.arn }),
    ...(store.principalArn !== undefined && { principalArn: store.principalArn }),
  };
  const vendor = findVendor(store.settings.vendor);
  const outputs = {
    ...vendor.outputs(store, made),
    ...(live.key && { recordings_key_arn: live.key.arn }),
  };
  try {
    const registration = tryOpenVendor({ found, outputs, env }, settings, () => key);
    if (!registration) {
      return { findings: [], notes: vendor.registration ? [] : [byHand(store)] };
    }
    const findings = await registration.inspect();
    return {
      compared: true,
      findings: findings.map((each) => toFinding(each, vendor.findings?.[each.id])),
      notes: [
        ...(registration.notShown?.() ?? []).map((each) => notShown(store, each)),
        ...withoutKey(store, live),
      ],
    };
  } catch (error) {
    return whyNot(error, store.profile.title);
  }
}

/** Settings that no API shows are not known to be right. */
function byHand({ id, profile: { title } }: Store): string {
  return `${title} has no API that shows its settings: compare them with npx callvault outputs ${id}.`;
}

const notShown = ({ id, profile: { title } }: Store, what: string): string =>
  `${title} does not show ${what}, so it was not looked at: compare it with npx callvault outputs ${id}.`;

/** A key that only the vendor has cannot be compared with the vendor's settings. */
function withoutKey({ nameId, profile: { title } }: Store, { access }: Live): string[] {
  if (access.kind !== 'user' || access.stored.kind !== 'missing') return [];
  return [
    `${accessKeySecretName(nameId)} holds no access key, so the key that ${title} has was not compared.`,
  ];
}

/** The vendor's credentials, or the note of what was set at the vendor, could not be read. */
function unread({ what, fix, cause }: AwsRefusedError, title: string): VendorAnswer {
  const finding = newFinding('could-not-look', {
    what: `${title} was not asked for its settings: ${what}`,
    evidence: [cause instanceof Error ? cause.message : what],
    fix,
    link: 'registration',
  });
  return { findings: [finding], notes: [] };
}

function toFinding(
  { evidence, ...finding }: VendorFinding,
  severity: VendorSeverity = 'broken',
): DoctorFinding {
  return { ...finding, link: 'registration', severity, evidence: [evidence] };
}

/** Missing credentials are a note and not a finding: doctor still checks AWS. What the vendor refuses is unknown. */
function whyNot(error: unknown, title: string): VendorAnswer {
  if (error instanceof RefusedError) {
    const why = error.problems.map(({ what }) => what).join('; ');
    return { findings: [], notes: [`${title} was not asked: ${why}.`] };
  }
  if (error instanceof AwsRefusedError) return unread(error, title);
  if (!(error instanceof HttpError)) throw error;
  const finding = newFinding('could-not-look', {
    what: `${title} does not show its settings, so they could not be checked`,
    evidence: [error.message],
    fix: `Correct the credentials for the API of ${title}, or their permissions: docs/connect.md lists them.`,
    link: 'registration',
  });
  return { findings: [finding], notes: [] };
}
