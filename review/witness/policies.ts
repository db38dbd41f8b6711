import { blocks, isMarked, text, textsOf } from '../attributes';
import { effectiveChanges } from '../effective';
import type { Change } from '../plan';
import {
  arnOf,
  type PlannedIdentity,
  joined,
  type PlannedPolicies,
  type PlannedResource,
  type PolicySides,
  type Statements,
  plannedStatements,
} from './planned';

type Side = 'before' | 'after';

/** Reads every policy of a plan. */
export function plannedPolicies(changes: readonly Change[]): PolicySides {
  const effective = effectiveChanges(changes);
  return { before: readSide(effective, 'before'), after: readSide(effective, 'after') };
}

function readSide(changes: readonly Change[], side: Side): PlannedPolicies {
  const reader = new SideReader(changes, side);
  const account = reader.account();
  return {
    identities: reader.identities(),
    resources: reader.resources(),
    owners: reader.owners,
    restricted: reader.restricted(),
    keys: reader.keys(),
    ...(account !== undefined && { account }),
  };
}

/** A type of resources that are the policy of another one, and how they name it. */
interface PolicyKind {
  readonly type: string;
  readonly key: string;
  readonly ofType: string;
  readonly ownKey: string;
}

const POLICIES: readonly PolicyKind[] = [
  { type: 'aws_s3_bucket_policy', key: 'bucket', ofType: 'aws_s3_bucket', ownKey: 'bucket' },
  { type: 'aws_kms_key_policy', key: 'key_id', ofType: 'aws_kms_key', ownKey: 'key_id' },
  {
    type: 'aws_secretsmanager_secret_policy',
    key: 'secret_arn',
    ofType: 'aws_secretsmanager_secret',
    ownKey: 'arn',
  },
  { type: 'aws_sns_topic_policy', key: 'arn', ofType: 'aws_sns_topic', ownKey: 'arn' },
  { type: 'aws_sqs_queue_policy', key: 'queue_url', ofType: 'aws_sqs_queue', ownKey: 'url' },
];

/** Where the resources of each type name the principals and the policy that they attach. */
const ATTACHMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role_policy_attachment: ['role'],
  aws_iam_user_policy_attachment: ['user'],
  aws_iam_group_policy_attachment: ['group'],
  aws_iam_policy_attachment: ['roles', 'users', 'groups'],
};

class SideReader {
  readonly owners = new Map<string, string>();

  private readonly byType = new Map<string, PlannedResource[]>();

  constructor(changes: readonly Change[], side: Side) {
    for (const change of changes) {
      const { type, address, action, unknown } = change;
      const isAbsent = side === 'after' ? action === 'delete' : action === 'create';
      if (isAbsent) continue;
      const list = this.byType.get(type) ?? [];
      list.push({
        type,
        address,
        values: change[side],
        unknown: side === 'after' ? unknown : {},
      });
      this.byType.set(type, list);
    }
  }

  account(): string | undefined {
    const arns = ['aws_iam_role', 'aws_iam_user', 'aws_kms_key', 'aws_sns_topic']
      .flatMap((type) => this.all(type))
      .map(({ values }) => text(values, 'arn').split(':')[4] ?? '');
    return arns.find((each) => /^\d{12}$/.test(each));
  }

  identities(): Map<string, PlannedIdentity> {
    const entries = (['role', 'user'] as const).flatMap((kind) =>
      this.all(`aws_iam_${kind}`).flatMap(({ values, address, unknown }) => {
        const arn = text(values, 'arn');
        if (arn === '') return [];
        const own = { values, address, unknown, type: `aws_iam_${kind}` };
        return [[arn, this.identity(arn, kind, own)] as const];
      }),
    );
    return new Map(entries);
  }

  private identity(arn: string, kind: 'role' | 'user', own: PlannedResource): PlannedIdentity {
    const name = text(own.values, 'name');
    const groups = kind === 'user' ? this.groupsOf(name) : [];
    const policies = [
      ...this.inline(kind, name),
      ...this.attached(kind, name),
      ...groups.flatMap((group) => [
        ...this.inline('group', group),
        ...this.attached('group', group),
      ]),
      ...this.inside(own),
    ];
    const isKnown = !this.isBlind(kind) && text(own.values, 'permissions_boundary') === '';
    return {
      arn,
      statements: isKnown ? joined(policies.map(([, statements]) => statements)) : undefined,
      sources: new Set(policies.map(([address]) => address)),
    };
  }

  /** Whether a policy or an attachment of this side does not say which role or user it is for. */
  private isBlind(kind: 'role' | 'user'): boolean {
    const types = [`aws_iam_${kind}_policy`, `aws_iam_${kind}_policy_attachment`];
    const isUnnamed = types.some((type) =>
      this.all(type).some(({ values }) => text(values, kind) === ''),
    );
    const exclusive = [...this.byType.keys()].some((type) => /^aws_iam_.*_exclusive$/.test(type));
    const groups = [
      'aws_iam_group_policy',
      'aws_iam_group_membership',
      'aws_iam_user_group_membership',
    ];
    const isEmpty = ({ values }: PlannedResource) => Object.keys(values).length === 0;
    const hidden = kind === 'user' && groups.some((type) => this.all(type).some(isEmpty));
    return isUnnamed || exclusive || hidden;
  }

  private groupsOf(user: string): string[] {
    const joining = this.all('aws_iam_user_group_membership')
      .filter(({ values }) => text(values, 'user') === user)
      .flatMap(({ values }) => textsOf(values, 'groups'));
    const members = this.all('aws_iam_group_membership')
      .filter(({ values }) => textsOf(values, 'users').includes(user))
      .map(({ values }) => text(values, 'group'));
    return [...new Set([...joining, ...members])];
  }

  private inline(kind: string, name: string): [string, Statements][] {
    return this.all(`aws_iam_${kind}_policy`)
      .filter(({ values }) => text(values, kind) === name)
      .map((each) => [each.address, plannedStatements(each, 'policy')]);
  }

  private attached(kind: string, name: string): [string, Statements][] {
    return Object.entries(ATTACHMENTS).flatMap(([type, keys]) =>
      this.all(type)
        .filter(({ values }) =>
          keys.some((key) => key.startsWith(kind) && [values[key]].flat().includes(name)),
        )
        .flatMap((each): [string, Statements][] => {
          const arn = text(each.values, 'policy_arn');
          const [address, statements] = this.managed(arn);
          return [
            [each.address, statements],
            [address, statements],
          ];
        }),
    );
  }

  private managed(arn: string): [string, Statements] {
    const policy = this.all('aws_iam_policy').find(({ values }) => text(values, 'arn') === arn);
    return policy && arn !== ''
      ? [policy.address, plannedStatements(policy, 'policy')]
      : [arn, undefined];
  }

  /** The policies that a role itself lists. */
  private inside({ address, values, unknown }: PlannedResource): [string, Statements][] {
    const isUnknown = isMarked(unknown.inline_policy) || isMarked(unknown.managed_policy_arns);
    return [
      ...(isUnknown ? [[address, undefined] as [string, Statements]] : []),
      ...textsOf(values, 'managed_policy_arns').map((arn): [string, Statements] => [
        address,
        this.managed(arn)[1],
      ]),
      ...blocks(values, 'inline_policy').map((inline): [string, Statements] => [
        address,
        plannedStatements({ address, type: '', values: inline, unknown: {} }, 'policy'),
      ]),
    ];
  }

  resources(): Map<string, Statements> {
    const found = new Map<string, Statements>();
    for (const role of this.all('aws_iam_role')) {
      found.set(text(role.values, 'arn'), plannedStatements(role, 'assume_role_policy'));
      this.owners.set(role.address, text(role.values, 'arn'));
    }
    for (const kind of POLICIES) {
      const policies = this.byValue(kind.type, kind.key);
      for (const owner of this.all(kind.ofType)) {
        found.set(arnOf(owner), this.attachedTo(owner, kind, policies));
      }
    }
    found.delete('');
    return found;
  }

  /** The policy of a resource, in itself or in a resource of its own. With several, the plan does not say which stays. */
  private attachedTo(
    owner: PlannedResource,
    { ownKey, ofType }: PolicyKind,
    policies: ReadonlyMap<string, readonly PlannedResource[]>,
  ): Statements {
    const names = new Set([text(owner.values, ownKey), arnOf(owner)].filter((each) => each !== ''));
    const separate = [...names].flatMap((name) => policies.get(name) ?? []);
    for (const { address } of [owner, ...separate]) this.owners.set(address, arnOf(owner));
    const [first, ...others] = separate.map((each) => plannedStatements(each, 'policy'));
    if (ofType !== 'aws_kms_key') {
      if (separate.length === 0)
        return policies.has('') ? undefined : plannedStatements(owner, 'policy');
      return others.length === 0 ? first : undefined;
    }
    // Every key has a policy, even if the plan does not contain it.
    const inside = plannedStatements(owner, 'policy');
    return separate.length === 0 && inside?.length !== 0 ? inside : undefined;
  }

  restricted(): Set<string> {
    return new Set(
      this.all('aws_s3_bucket_public_access_block')
        .filter(({ values }) => values.restrict_public_buckets !== false)
        .map(({ values }) => this.bucketArn(text(values, 'bucket'))),
    );
  }

  keys(): Map<string, string> {
    return new Map(
      this.all('aws_s3_bucket_server_side_encryption_configuration').map(({ values }) => {
        const [rule = {}] = blocks(values, 'rule');
        const [encryption = {}] = blocks(rule, 'apply_server_side_encryption_by_default');
        const key = text(encryption, 'kms_master_key_id');
        return [this.bucketArn(text(values, 'bucket')), key];
      }),
    );
  }

  private bucketArn(name: string): string {
    const bucket = this.all('aws_s3_bucket').find(({ values }) => text(values, 'bucket') === name);
    return bucket ? arnOf(bucket) : '';
  }

  private byValue(type: string, key: string): Map<string, PlannedResource[]> {
    const groups = new Map<string, PlannedResource[]>();
    for (const each of this.all(type)) {
      const value = text(each.values, key);
      groups.set(value, [...(groups.get(value) ?? []), each]);
    }
    return groups;
  }

  private all(type: string): readonly PlannedResource[] {
    return this.byType.get(type) ?? [];
  }
}
