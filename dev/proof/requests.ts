import { RESOURCE_ACTIONS } from './vocabulary';
import {
  conditionsOf,
  type PolicyText,
  elementOf,
  listOf,
  principalsIn,
  type Raw,
  type RawPrincipal,
} from './document';
import type { Random } from './random';
import type { ProofSubject } from './subjects';
import { falsify, fill, otherCase, satisfy, type RequestValue, type RequestValues } from './values';

/** A request that both versions of a policy are asked about. */
export interface ProofRequest {
  /** ARN of a session or user, a service's name, or undefined for a request without signature. */
  readonly principal: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly values: RequestValues;
  /** Whether the caller's own policies allow everything; otherwise it has none. */
  readonly isAllowed: boolean;
}

/** What a request normally has. */
const USUAL: RequestValues = {
  'aws:SecureTransport': 'true',
  's3:TlsVersion': '1.3',
  'aws:SourceIp': '203.0.113.7',
  'aws:PrincipalIsAWSService': 'false',
  'aws:ViaAWSService': 'false',
  'aws:username': 'someone',
  'aws:CurrentTime': '2026-06-01T00:00:00Z',
};

/** Requests that are likely to be decided differently: those that a statement is about that only one version has. */
export class RequestSource {
  private readonly statements: readonly Raw[];
  private readonly changed: readonly Raw[];

  constructor(
    private readonly subject: ProofSubject,
    versions: readonly [PolicyText, PolicyText],
    private readonly random: Random,
  ) {
    const texts = versions.map(({ Statement }) => Statement.map((each) => JSON.stringify(each)));
    this.statements = versions.flatMap(({ Statement }) => Statement);
    const changed = this.statements.filter((each) => {
      const text = JSON.stringify(each);
      return !texts.every((all) => all.includes(text));
    });
    // After a change of the version only, every statement is another one.
    this.changed = changed.length > 0 ? changed : this.statements;
  }

  /** The next request. */
  next(): ProofRequest {
    const focus = this.random.oneOf(this.changed);
    const values = this.valuesFor(focus);
    const request = {
      ...this.callerFor(focus, values),
      action: this.actionFor(focus),
      resource: this.resourceFor(focus, values),
      values,
      isAllowed: this.random.chance(0.6),
    };
    return this.random.chance(0.5) ? this.varied(request) : request;
  }

  /** RequestValues with which the conditions of a statement hold, and those of each Deny do not. */
  private valuesFor(focus: Raw): RequestValues {
    const values: RequestValues = { ...USUAL };
    for (const statement of this.statements.filter(({ Effect }) => Effect === 'Deny')) {
      const conditions = conditionsOf(statement);
      if (statement === focus || conditions.length === 0) continue;
      const condition = this.random.oneOf(conditions);
      setValue(values, condition.key, falsify(condition, values, this.random));
    }
    for (const condition of conditionsOf(focus)) {
      setValue(values, condition.key, satisfy(condition, values, this.random));
    }
    return values;
  }

  private callerFor(focus: Raw, values: RequestValues): Pick<ProofRequest, 'principal' | 'values'> {
    const { role, arn } = this.subject;
    if (role === 'identity' || role === 'boundary') {
      const caller = toCaller({ kind: 'AWS', name: arn });
      return { ...caller, values: { ...caller.values, ...values } };
    }
    const { value, isExcept } = elementOf(focus, 'Principal');
    const listed = principalsIn(value);
    const principal =
      isExcept || listed.length === 0 ? this.anyPrincipal() : this.random.oneOf(listed);
    const named = values['aws:PrincipalArn'];
    const known =
      principal.name === '*' && typeof named === 'string'
        ? { kind: 'AWS', name: named }
        : principal;
    const caller = toCaller(known.name === '*' ? this.anyPrincipal() : known);
    return { ...caller, values: { ...caller.values, ...values } };
  }

  private anyPrincipal(): RawPrincipal {
    const listed = this.statements
      .flatMap((each) => principalsIn(elementOf(each, 'Principal').value))
      .filter(({ name }) => name !== '*');
    const { account } = this.subject;
    return this.random.oneOf([
      ...listed,
      { kind: 'AWS', name: `arn:aws:iam::${account}:role/colleague` },
      { kind: 'AWS', name: 'arn:aws:iam::999999999999:role/stranger' },
      { kind: 'Anonymous', name: '' },
    ]);
  }

  private actionFor(focus: Raw): string {
    const { value, isExcept } = elementOf(focus, 'Action');
    const known = RESOURCE_ACTIONS[this.subject.type] ?? RESOURCE_ACTIONS.identity ?? [];
    const listed = listOf(value);
    if (isExcept || listed.length === 0 || this.random.chance(0.1)) return this.random.oneOf(known);
    const pattern = this.random.oneOf(listed);
    const matched = known.filter((each) => matchesPattern(pattern, each));
    return matched.length > 0 ? this.random.oneOf(matched) : pattern.replaceAll(/[*?]/g, 'x');
  }

  private resourceFor(focus: Raw, values: RequestValues): string {
    const { role, arn, type } = this.subject;
    if (role === 'trust') return arn;
    const { value, isExcept } = elementOf(focus, 'Resource');
    const others = this.statements.flatMap((each) => listOf(elementOf(each, 'Resource').value));
    const pool = isExcept || this.random.chance(0.1) ? [...others, `${arn}/other`] : listOf(value);
    const pattern = pool.length === 0 ? '*' : this.random.oneOf(pool);
    const filled = fill(pattern, values, this.random);
    // The engine takes a wildcard in a request for several resources, and fails on what is not an ARN.
    if (/^(?:[^:*?]*:){5}[^*?]*$/.test(filled)) return filled;
    return type === 'aws_s3_bucket_policy' ? `${arn}/x` : arn;
  }

  /** The request with something else. */
  private varied(request: ProofRequest): ProofRequest {
    const { random } = this;
    const other = random.oneOf(this.statements);
    return random.oneOf([
      () => ({ ...request, action: this.actionFor(other) }),
      () => ({ ...request, resource: this.resourceFor(other, request.values) }),
      () => ({ ...request, ...this.callerFor(other, request.values) }),
      () => this.withOtherValue(request),
      () => this.withOtherValue(this.withOtherValue(request)),
    ])();
  }

  private withOtherValue(request: ProofRequest): ProofRequest {
    const { random } = this;
    const conditions = this.changed.flatMap(conditionsOf);
    if (conditions.length === 0) return request;
    const condition = random.oneOf(conditions);
    const values = { ...request.values };
    const own = () => satisfy(condition, values, random);
    const value = random.oneOf<() => RequestValue>([
      () => undefined,
      own,
      () => falsify(condition, values, random),
      () => inOtherCase(own()),
      () => [own() ?? 'x', 'another'].flat(),
      () => fill(random.oneOf([...condition.values, '']), values, random),
      () => '',
    ])();
    setValue(values, condition.key, value);
    return { ...request, values };
  }
}

const inOtherCase = (value: RequestValue): RequestValue =>
  typeof value === 'string' ? otherCase(value) : value;

/** Sets or removes a key, whose case IAM ignores. */
function setValue(values: RequestValues, key: string, value: RequestValue): void {
  for (const known of Object.keys(values)) {
    if (known.toLowerCase() === key.toLowerCase()) Reflect.deleteProperty(values, known);
  }
  if (value !== undefined) values[key] = value;
}

function matchesPattern(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const source = escaped.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** The caller for a principal of a policy: an account stands for one of its roles, a role for a session of it. */
function toCaller({ kind, name }: RawPrincipal): Pick<ProofRequest, 'principal' | 'values'> {
  if (kind === 'Anonymous') return { principal: undefined, values: {} };
  if (kind !== 'AWS') return { principal: name, values: { 'aws:PrincipalIsAWSService': 'true' } };
  const account = /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
  const arn = account === undefined ? name : `arn:aws:iam::${account}:role/someone`;
  const [, owner = '', role] =
    /^arn:[a-z-]+:iam::(\d{12}):(?:role\/(?:.*\/)?([^/]+))?/.exec(arn) ?? [];
  return {
    principal: role === undefined ? arn : `arn:aws:sts::${owner}:assumed-role/${role}/session`,
    values: { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': owner },
  };
}
