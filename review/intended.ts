import type { Acceptance } from './acceptance';
import { text } from './attributes';
import type { Finding, FindingId } from './finding';
import type { Change, Plan } from './plan';

/** What a setting causes on purpose. */
export interface Intended {
  readonly ids: readonly FindingId[];
  /** Addresses of the resources. */
  readonly at: RegExp;
  /** The only part of the attributes that may differ. @default - anything */
  readonly only?: RegExp;
  /** Addresses of roles: the plan destroys one, and the finding names no other role. @default - anyone is concerned */
  readonly rolesAt?: RegExp;
  /** Addresses of which the plan destroys a resource. @default - none has to be */
  readonly with?: RegExp;
}

/** What ends is in the settings of the check: its last day, and the replica. They are a text in a text. */
export const ENDS = /\\*"(?:replica\\*":\{[^}]*\}|until\\*":\\*"[\d-]*\\*"),?/g;

interface Reviewed {
  readonly plan: Pick<Plan, 'changes'>;
  readonly stack: string;
  readonly findings: readonly Finding[];
}

/** The acceptances of what a setting intends, each for one resource, if no other finding of that kind is about it. */
export function acceptIntended(
  intended: readonly Intended[],
  { plan: { changes }, stack, findings }: Reviewed,
  { reason, until }: Pick<Acceptance, 'reason' | 'until'>,
): Acceptance[] {
  const isOwn = (each: Finding) => intended.some((one) => matches(one, each, changes));
  const isSame = (a: Finding) => (b: Finding) => a.id === b.id && a.address === b.address;
  return findings
    .filter((each) => findings.filter(isSame(each)).every(isOwn))
    .map(({ id: finding, address: resource }) => ({ stack, finding, resource, reason, until }));
}

function matches(
  { ids, at, only, rolesAt, with: together }: Intended,
  finding: Finding,
  changes: readonly Change[],
): boolean {
  if (!ids.includes(finding.id) || !at.test(finding.address)) return false;
  const destroyed = changes.filter(({ action }) => action === 'delete');
  if (together && !destroyed.some(({ address }) => together.test(address))) return false;
  if (rolesAt && !namesOnly(finding, rolesOf(destroyed, rolesAt))) return false;
  return !only || changes.some((each) => each.address === finding.address && differsBy(each, only));
}

function differsBy({ before, after }: Change, part: RegExp): boolean {
  const [old, now] = [before, after].map((side) => JSON.stringify(side).replace(part, ''));
  return old === now;
}

const rolesOf = (destroyed: readonly Change[], at: RegExp) =>
  destroyed
    .filter(({ type, address }) => type === 'aws_iam_role' && at.test(address))
    .map(({ before }) => `:role/${text(before, 'name')}`);

function namesOnly({ what }: Finding, roles: readonly string[]): boolean {
  const named = what.parts.flatMap((part) =>
    typeof part !== 'string' && part.value.includes(':role/') ? [part.value] : [],
  );
  return named.length > 0 && named.every((arn) => roles.some((role) => arn.endsWith(role)));
}
