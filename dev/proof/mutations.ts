import { changeConditions, widened } from './conditions';
import {
  type PolicyText,
  type ElementName,
  elementOf,
  listOf,
  principalElement,
  principalsIn,
  type Raw,
  type RawPrincipal,
  withElement,
} from './document';
import type { Random } from './random';
import type { ProofSubject } from './subjects';
import { otherCase } from './values';
import { RESOURCE_ACTIONS } from './vocabulary';

/** A policy of few statements, which therefore decide. */
export function invent(subject: ProofSubject, random: Random): PolicyText {
  const empty = { Version: '2012-10-17', Statement: [] };
  const statements = Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const base = {
      ...baseStatement(empty, subject, random),
      ...(index === 0 && { Effect: 'Allow' }),
    };
    const changes = Array.from({ length: random.below(4) }, () => changeElement);
    return changes.reduce<Raw>((each, change) => change(each, subject, random), base);
  });
  return { ...empty, Statement: statements };
}

/** A policy with one random change. */
export function mutate(document: PolicyText, subject: ProofSubject, random: Random): PolicyText {
  const { Statement } = document;
  if (random.chance(0.03)) return withOtherVersion(document, random);
  if (Statement.length === 0 || random.chance(0.12)) {
    const added = changeStatement(baseStatement(document, subject, random), subject, random);
    return { ...document, Statement: [...Statement, added] };
  }
  const at = random.below(Statement.length);
  const replaced = (by: readonly Raw[]) => ({
    ...document,
    Statement: Statement.flatMap((each, index) => (index === at ? by : [each])),
  });
  const statement = Statement[at] as Raw;
  if (Statement.length > 1 && random.chance(0.1)) return replaced([]);
  if (random.chance(0.08)) return replaced(split(statement, random));
  return replaced([changeStatement(statement, subject, random)]);
}

function withOtherVersion({ Statement }: PolicyText, random: Random): PolicyText {
  const Version = random.oneOf(['2012-10-17', '2008-10-17', undefined]);
  return Version === undefined ? { Statement } : { Version, Statement };
}

/** A statement of the policy, or a new one, to be changed. */
function baseStatement(
  { Statement }: PolicyText,
  { type, role, arn }: ProofSubject,
  random: Random,
): Raw {
  if (Statement.length > 0 && random.chance(0.5)) return random.oneOf(Statement);
  return {
    Effect: random.oneOf(['Allow', 'Deny']),
    ...(role === 'identity' || role === 'boundary' ? {} : { Principal: { AWS: ['123456789012'] } }),
    Action: [random.oneOf(RESOURCE_ACTIONS[type] ?? RESOURCE_ACTIONS.identity ?? [])],
    ...(role === 'trust' ? {} : { Resource: [role === 'resource' ? arn : '*'] }),
  };
}

/** One statement as two. */
function split(statement: Raw, random: Random): Raw[] {
  const name = random.oneOf<ElementName>(['Action', 'Resource']);
  const { value, isExcept } = elementOf(statement, name);
  const values = listOf(value);
  if (isExcept || values.length < 2) return [statement];
  const { Sid: _, ...rest } = statement;
  const part = (some: readonly string[]) =>
    withElement(rest, name, { value: some, isExcept: false });
  return [part(values.slice(0, 1)), part(values.slice(1))];
}

function changeStatement(statement: Raw, subject: ProofSubject, random: Random): Raw {
  if (random.chance(0.8)) return changeElement(statement, subject, random);
  if (random.chance(0.5)) return { ...statement, Sid: 'Renamed' };
  return { ...statement, Effect: statement.Effect === 'Allow' ? 'Deny' : 'Allow' };
}

function changeElement(statement: Raw, subject: ProofSubject, random: Random): Raw {
  const { role } = subject;
  const hasPrincipal = role === 'resource' || role === 'trust';
  return random.oneOf([
    () => changeConditions(statement, random),
    () => changeConditions(statement, random),
    () => changeConditions(statement, random),
    () => changeAction(statement, subject, random),
    () => (role === 'trust' ? statement : changeResource(statement, subject, random)),
    () => (hasPrincipal ? changePrincipal(statement, subject, random) : statement),
  ])();
}

function changeAction(statement: Raw, { type }: ProofSubject, random: Random): Raw {
  const { value, isExcept } = elementOf(statement, 'Action');
  const known = RESOURCE_ACTIONS[type] ?? RESOURCE_ACTIONS.identity ?? [];
  const one = random.oneOf(known);
  const [service = ''] = one.split(':');
  const values = listOf(value);
  const to = random.oneOf([
    [...values, one],
    values.length > 1 ? values.slice(1) : values,
    [one],
    [`${one.slice(0, one.indexOf(':') + 1 + random.below(6))}*`],
    [`${service}:*`],
    ['*'],
    values.map(otherCase),
    [...values].reverse(),
  ]);
  return withElement(statement, 'Action', { value: to, isExcept: isExcept !== random.chance(0.1) });
}

function changeResource(statement: Raw, { arn }: ProofSubject, random: Random): Raw {
  const { value, isExcept } = elementOf(statement, 'Resource');
  const values = listOf(value);
  // The engine takes ${*} alone for a wildcard.
  const one = random.oneOf(values.filter((each) => each.startsWith('arn:')).concat(`${arn}/*`));
  const to = random.oneOf([
    [...values, widened(one, random)],
    values.length > 1 ? values.slice(1) : values,
    [widened(one, random)],
    [`${one.replace(/\*$/, '')}a/*`],
    [one.replace(/[^/:]*\*$/, '*')],
    ['*'],
    [...values].reverse(),
  ]);
  return withElement(statement, 'Resource', {
    value: to,
    isExcept: isExcept !== random.chance(0.1),
  });
}

function changePrincipal(statement: Raw, { account }: ProofSubject, random: Random): Raw {
  const { value, isExcept } = elementOf(statement, 'Principal');
  const listed = principalsIn(value);
  const aws = (name: string): RawPrincipal => ({ kind: 'AWS', name });
  const one = random.oneOf([
    aws(account),
    aws(`arn:aws:iam::${account}:root`),
    aws(`arn:aws:iam::${account}:role/colleague`),
    aws('arn:aws:iam::999999999999:role/stranger'),
    aws('999999999999'),
    aws('*'),
    { kind: 'Service', name: 'logging.s3.amazonaws.com' },
  ]);
  const to = random.oneOf<readonly RawPrincipal[]>([
    [...listed, one],
    listed.length > 1 ? listed.slice(1) : listed,
    [one],
    [...listed].reverse(),
  ]);
  return withElement(statement, 'Principal', {
    value: principalElement(to),
    isExcept: isExcept !== random.chance(0.15),
  });
}

/** The same policy in another notation. */
export function rewrite({ Statement, ...rest }: PolicyText, random: Random): PolicyText {
  const rewritten = random
    .shuffled(Statement)
    .flatMap((each, index) =>
      split(each, random).map((part, half) =>
        respell({ ...part, Sid: `S${index}x${half}` }, random),
      ),
    );
  const repeated = rewritten.length > 0 && random.chance(0.3) ? [random.oneOf(rewritten)] : [];
  return { ...rest, Statement: [...rewritten, ...repeated.map(({ Sid: _, ...each }) => each)] };
}

function respell(statement: Raw, random: Random): Raw {
  const entries = random.shuffled(Object.entries(statement));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'Condition') return [key, value];
      if (key.endsWith('Action')) return [key, listOf(value).map(otherCase)];
      if (key.endsWith('Resource')) return [key, random.shuffled(listOf(value))];
      return [key, value];
    }),
  );
}
