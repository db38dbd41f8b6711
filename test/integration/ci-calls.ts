import { decide } from '../../access/decide';
import type { Context } from '../../access/decide';
import type { ApiCall } from '../../dev/api-call';
import { type Policy, renderPolicy, type Statement } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { LocalAws } from '../../dev/local-aws';
import { Deployed } from '../../dev/enforcement/deployed';
import type { QuestionPlace } from '../../dev/enforcement/questions/s3';
import { otherQuestions, regionalArn } from '../../dev/enforcement/questions/services';
import { statePolicy } from '../../dev/reference/permissions';
import { engine } from '../access/world';

/** A call to AWS in the terms of IAM. */
interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

const ACCOUNT = '123456789012';
const regional = (service: string, resource: string) => regionalArn(service, resource, PLACE);

/** Nothing is known to be deployed: what a call is about is read from the call. */
const PLACE: QuestionPlace = {
  deployed: new Deployed(),
  bucketPolicy: () => undefined,
  region: 'us-east-1',
  context: {},
  now: 0,
};

/** A call that lists alarms is authorized for all of them. */
const LISTS: Readonly<Record<string, string>> = {
  'cloudwatch:DescribeAlarms': regional('cloudwatch', 'alarm:any'),
};

const TAGS = { environment: 'local', 'managed-by': 'callvault' };
const tagged = (kind: 'Request' | 'Resource') =>
  Object.fromEntries(Object.entries(TAGS).map(([key, value]) => [`aws:${kind}Tag/${key}`, value]));

/** The calls of Terraform, as far as the actions and resources that IAM decides about can be read from them. */
export class RecordedCalls {
  private readonly asked = new Map<string, Asked>();
  /** Permissions boundaries of roles and users. */
  private readonly boundaries = new Map<string, string>();

  private constructor() {}

  /** @param calls - in the order in which they were made */
  static async of(calls: readonly ApiCall[]): Promise<RecordedCalls> {
    const recorded = new RecordedCalls();
    for (const call of calls) {
      for (const asked of await recorded.read(call)) {
        recorded.asked.set(JSON.stringify(asked), asked);
      }
    }
    return recorded;
  }

  /** The calls that are made meanwhile. */
  static async during(aws: LocalAws, work: () => Promise<void>): Promise<RecordedCalls> {
    const calls: ApiCall[] = [];
    const noting = aws.faults.inject({
      fault: { kind: 'silence' },
      when: (call) => {
        calls.push(call);
        return false;
      },
    });
    await work();
    noting.remove();
    return RecordedCalls.of(calls);
  }

  get count(): number {
    return this.asked.size;
  }

  /** The calls that the policy for the state of the environment `local` does not allow. */
  refusedForState(): Promise<string[]> {
    const { statements } = statePolicy({
      partition: 'aws',
      account: ACCOUNT,
      region: PLACE.region,
      environment: 'local',
      stateBucket: 'callvault-local-state',
    });
    return this.refused(statements);
  }

  /** The calls that the policies of a role do not allow. */
  async refused(statements: readonly Statement[]): Promise<string[]> {
    const policy = parsePolicy(renderPolicy(statements));
    const role = {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
      policies: [{ name: 'role', policy }],
      context: {},
    };
    const refused: string[] = [];
    for (const { action, resource, context = {} } of this.asked.values()) {
      const key =
        action.startsWith('kms:') && resource !== '*' ? { resourcePolicy: DELEGATES } : {};
      const question = { action, resource, context, account: ACCOUNT, ...key };
      const answer = await decide(engine(), role, question).catch(String);
      if (typeof answer === 'string') refused.push(answer);
      else if (!answer.allowed) refused.push(`${action} on ${resource}`);
    }
    return refused;
  }

  private async read(call: ApiCall): Promise<Asked[]> {
    const { service, action, parameters } = call;
    // Without validation of credentials, which is local only, Terraform asks IAM whose they are.
    const isOwn = action === 'GetUser' && parameters.UserName === undefined;
    if (service === 'sts' || action === undefined || isOwn) return [];
    if (service === 's3') return [askedOfS3(call, action)];
    if (service === 'kms') return askedOfKeys(`kms:${action}`, parameters);
    const asked = await askedOf(call);
    return service === 'iam' ? asked.map((each) => this.withBoundary(each, parameters)) : asked;
  }

  private withBoundary(asked: Asked, { PermissionsBoundary }: ApiCall['parameters']): Asked {
    if (typeof PermissionsBoundary === 'string') {
      this.boundaries.set(asked.resource, PermissionsBoundary);
    }
    const boundary = this.boundaries.get(asked.resource);
    if (boundary === undefined) return asked;
    return { ...asked, context: { 'iam:PermissionsBoundary': boundary } };
  }
}

function askedOfS3({ request }: ApiCall, action: string): Asked {
  const { bucket = '', key = '' } = request.s3 ?? {};
  const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
  return { action: `s3:${action}`, resource, context: { 'aws:ResourceAccount': ACCOUNT } };
}

async function askedOf(call: ApiCall): Promise<Asked[]> {
  const questions = (await otherQuestions(call, PLACE)) ?? [];
  if (
    questions.length === 0 ||
    questions.some(({ resource }) => /undefined|unknown/.test(resource))
  ) {
    throw new Error(
      `what ${call.service}:${String(call.action)} is about is not known: ${JSON.stringify(call.parameters)}`,
    );
  }
  return questions.map(({ action, resource }) => ({ action, resource: LISTS[action] ?? resource }));
}

/** An alias is authorized as well, and so are the tags of a new key. */
function askedOfKeys(
  action: string,
  { AliasName, KeyId, TargetKeyId, Tags }: ApiCall['parameters'],
): Asked[] {
  if (action === 'kms:ListAliases' || action === 'kms:ListKeys') {
    return [{ action, resource: '*', context: tagged('Resource') }];
  }
  if (action === 'kms:CreateKey') {
    const tags = (Tags as readonly { TagKey: string; TagValue: string }[]).map(
      ({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, TagValue] as const,
    );
    const context = Object.fromEntries(tags);
    const created = regional('kms', 'key/1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d');
    return [
      { action, resource: '*', context },
      { action: 'kms:TagResource', resource: created, context },
    ];
  }
  const context = tagged('Resource');
  const id = String(KeyId ?? TargetKeyId);
  if (id === 'undefined') throw new Error(`${action} names no key`);
  const key = id.startsWith('arn:') ? id : regional('kms', `key/${id}`);
  const alias =
    typeof AliasName === 'string' ? [{ action, resource: regional('kms', AliasName) }] : [];
  return [...alias, { action, resource: key, context }];
}

const DELEGATES: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'All',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};
