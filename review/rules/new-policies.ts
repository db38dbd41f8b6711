import { UnreadablePolicyError } from '../../core/policy-statement';
import { text, textsIn } from '../attributes';
import { type Finding, finding, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import { isRequired } from '../policy/condition';
import { accountOf } from '../policy/principal';
import { type NormalStatement, readPolicy } from '../policy/statement';
import { type Subject, trySubject } from '../policy/subject';
import { sentence } from '../sentence';
import { isPolicyOfNewOwner } from './policies';
import { actionText, principalText } from './statement-text';

/** Conditions that limit a statement to known principals or to requests on behalf of known resources. */
const LIMITING = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'kms:calleraccount',
];

/**
 * The policy of a resource that the plan adds to an existing stack. There is no previous policy to compare it with, so
 * only access for everyone and for accounts that the stack has nothing to do with is a finding.
 */
export const newPolicyRule: Rule = (change, context) => {
  const subject = trySubject(change);
  if (!subject || subject.holder !== undefined || change.type === 'aws_iam_role') return [];
  if (change.action !== 'create' || context.isNewStack) return [];
  if (!isPolicyOfNewOwner(change, subject, context) || isUnknown(change, subject.key)) return [];
  const known = knownAccounts(context);
  return statementsOf(change, subject)
    .filter((statement) => isForStrangers(statement, known))
    .map((statement) => strangersAllowed(change, subject, statement));
};

function statementsOf(change: Change, { key }: Subject): NormalStatement[] {
  try {
    return readPolicy(text(change.after, key)).filter(({ effect }) => effect === 'Allow');
  } catch (error) {
    if (error instanceof UnreadablePolicyError) return [];
    throw error;
  }
}

function strangersAllowed(change: Change, subject: Subject, statement: NormalStatement): Finding {
  const what = sentence`${subject.policy}, which is new, allows ${principalText(statement, subject)} ${actionText(statement)}.`;
  return finding('allow-added', change, what);
}

/** The accounts in the ARNs of existing resources. */
const knownAccounts = perPlan(({ changes }): ReadonlySet<string> => {
  const existing = changes.filter(({ action }) => action !== 'create');
  const texts = textsIn(existing.map(({ before }) => before));
  const accounts = texts.flatMap((each) => [
    ...each.matchAll(/arn:[a-z-]+:[^:"\s]*:[^:"\s]*:(\d{12}):/g),
  ]);
  return new Set(accounts.map(([, account = '']) => account));
});

function isForStrangers(statement: NormalStatement, known: ReadonlySet<string>): boolean {
  const { principal, conditions } = statement;
  if (conditions.some((each) => LIMITING.includes(each.key) && isRequired(each))) return false;
  return (
    principal.except ||
    principal.patterns.some((each) => {
      const account = accountOf(each);
      return each === '*' || (account !== undefined && !known.has(account));
    })
  );
}
