import type { PolicyText } from './document';
import { invent, mutate } from './mutations';
import { Oracle } from './oracle';
import { type ProofChange, reviewChanges } from './plan';
import type { Trial } from './proof';
import { Random } from './random';
import { type ProofRequest, RequestSource } from './requests';
import type { ProofSubject } from './subjects';

/** Everything that decides what a role may do. */
interface Identity {
  /** Inline policies by name. */
  readonly inline: Readonly<Record<string, PolicyText>>;
  /** Names of the managed policies that separate resources attach. */
  readonly attached: readonly string[];
  /** Names of the managed policies that the role lists. */
  readonly listed: readonly string[];
  /** Name of the managed policy that is the boundary. */
  readonly boundary?: string | undefined;
}

const allowing = (Action: string): PolicyText => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

const MANAGED: Readonly<Record<string, PolicyText>> = {
  AmazonS3FullAccess: allowing('s3:*'),
  AmazonSNSFullAccess: allowing('sns:*'),
  ReadOnlyAccess: allowing('s3:Get*'),
  AdministratorAccess: allowing('*'),
};

const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;

const SUBJECT: ProofSubject = {
  name: 'the policies of a role',
  type: 'aws_iam_role_policy',
  key: 'policy',
  attributes: { role: 'r' },
  role: 'identity',
  document: allowing('s3:GetObject'),
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:role/r',
};

type Step = (identity: Identity, random: Random) => Identity;

/** Steps that can change what the role may do. */
const STEPS: readonly Step[] = [
  (identity, random) => withPolicy(identity, random, (each) => mutate(each, SUBJECT, random)),
  (identity, random) => ({
    ...identity,
    inline: { ...identity.inline, [`n${random.below(9)}`]: invent(SUBJECT, random) },
  }),
  (identity, random) => ({ ...identity, attached: toggled(identity.attached, random) }),
  (identity, random) => ({ ...identity, listed: toggled(identity.listed, random) }),
  (identity, random) => ({
    ...identity,
    boundary: random.oneOf([undefined, ...Object.keys(MANAGED)]),
  }),
  (identity, random) => ({ ...identity, inline: withoutOne(identity.inline, random) }),
];

/** Steps that change only how it is written. */
const QUIET: readonly Step[] = [renamed, moved];

function toggled(names: readonly string[], random: Random): string[] {
  const name = random.oneOf(Object.keys(MANAGED));
  return names.includes(name) ? names.filter((each) => each !== name) : [...names, name];
}

function withPolicy(identity: Identity, random: Random, change: (each: PolicyText) => PolicyText) {
  const { inline } = identity;
  const name = random.oneOf(Object.keys(inline));
  return { ...identity, inline: { ...inline, [name]: change(inline[name] as PolicyText) } };
}

function withoutOne(inline: Identity['inline'], random: Random): Identity['inline'] {
  const names = Object.keys(inline);
  const name = names.length > 1 ? random.oneOf(names) : undefined;
  return Object.fromEntries(Object.entries(inline).filter(([each]) => each !== name));
}

/** A policy under another name. */
function renamed({ inline, ...rest }: Identity, random: Random): Identity {
  const name = random.oneOf(Object.keys(inline));
  const entries = Object.entries(inline).map(([each, document]): [string, PolicyText] => [
    each === name ? `${each}-renamed` : each,
    document,
  ]);
  return { ...rest, inline: Object.fromEntries(entries) };
}

/** A statement in another policy of the same version. */
function moved(identity: Identity, random: Random): Identity {
  const { inline } = identity;
  const [from = '', to] = random.shuffled(Object.keys(inline));
  const source = inline[from] as PolicyText;
  const target = to === undefined ? allowing('s3:GetObject') : (inline[to] as PolicyText);
  const [first, ...others] = source.Statement;
  if (!first || to === undefined || source.Version !== target.Version) return identity;
  return {
    ...identity,
    inline: {
      ...inline,
      [from]: { ...source, Statement: others },
      [to]: { ...target, Statement: [...target.Statement, first] },
    },
  };
}

function documentsOf({ inline, attached, listed }: Identity): PolicyText[] {
  const managed = [...attached, ...listed].map((name) => MANAGED[name] as PolicyText);
  return [...Object.values(inline), ...managed];
}

function allows(oracle: Oracle, identity: Identity, request: ProofRequest): boolean {
  const boundary = MANAGED[identity.boundary ?? ''];
  return oracle.allowsIdentity(documentsOf(identity), boundary, request);
}

const REQUESTS = 25;

/** Changes the policies of a role at random, and asks and reviews as {@link runTrial} does. */
export function runIdentityTrial(seed: number): Trial {
  return run(seed, STEPS);
}

/** Writes the policies of a role otherwise. */
export function runIdentityRewrite(seed: number): Trial {
  return run(seed, QUIET);
}

function run(seed: number, steps: readonly Step[]): Trial {
  const random = new Random(seed);
  const before = apply(first(random), STEPS, random);
  const after = apply(before, steps, random);
  const together = (identity: Identity): PolicyText => ({
    Version: '2012-10-17',
    Statement: [...documentsOf(identity), MANAGED[identity.boundary ?? '']].flatMap(
      (each) => each?.Statement ?? [],
    ),
  });
  const versions: [PolicyText, PolicyText] = [together(before), together(after)];
  const source = new RequestSource(SUBJECT, versions, random);
  const oracle = new Oracle(SUBJECT);
  const requests = Array.from({ length: REQUESTS }, () => source.next());
  const decided = requests.map((request) => ({
    request,
    was: allows(oracle, before, request),
    is: allows(oracle, after, request),
  }));
  const gained = decided.find(({ was, is }) => is && !was)?.request;
  const lost = decided.find(({ was, is }) => was && !is)?.request;
  return {
    seed,
    subject: SUBJECT,
    before: versions[0],
    after: versions[1],
    ...(gained && { gained }),
    ...(lost && { lost }),
    findings: reviewChanges(changesOf(before, after)),
  };
}

const first = (random: Random): Identity => ({
  inline: { a: invent(SUBJECT, random), b: invent(SUBJECT, random) },
  attached: [],
  listed: [],
});

function apply(identity: Identity, steps: readonly Step[], random: Random): Identity {
  const chosen = Array.from({ length: 1 + random.below(2) }, () => random.oneOf(steps));
  return chosen.reduce((each, step) => step(each, random), identity);
}

/** The resources of a plan that turns one into the other. */
function changesOf(before: Identity, after: Identity): ProofChange[] {
  const inline = (identity: Identity) =>
    Object.entries(identity.inline).map(([name, document]) => ({
      address: `aws_iam_role_policy.${name}`,
      values: { role: 'r', name, policy: JSON.stringify(document) },
    }));
  const attached = (identity: Identity) =>
    identity.attached.map((name) => ({
      address: `aws_iam_role_policy_attachment.${name}`,
      values: { role: 'r', policy_arn: arnOf(name) },
    }));
  const role = ({ boundary, listed }: Identity) => ({
    address: 'aws_iam_role.R',
    values: {
      name: 'r',
      arn: SUBJECT.arn,
      assume_role_policy: '{"Statement":[]}',
      permissions_boundary: boundary === undefined ? null : arnOf(boundary),
      managed_policy_arns: listed.map(arnOf),
    },
  });
  const resources = (identity: Identity) =>
    new Map(
      [role(identity), ...inline(identity), ...attached(identity)].map((each) => [
        each.address,
        each.values,
      ]),
    );
  const [old, current] = [resources(before), resources(after)];
  return [...new Set([...old.keys(), ...current.keys()])].map((address) => ({
    address,
    type: address.replace(/\..*/, ''),
    before: old.get(address),
    after: current.get(address),
  }));
}
