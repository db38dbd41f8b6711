import type { KnownAction } from './actions';

/** Condition keys in lower case, with their values. An absent key is not sent. */
export type RequestContext = Readonly<Record<string, string>>;

/** The caller of a request. */
export interface RequestCaller {
  readonly kind: 'principal' | 'service' | 'identity provider';
  /** The ARN of a role or user, or the name of a service or identity provider. */
  readonly name: string;
  /** Twelve digits; empty for services and identity providers. */
  readonly account: string;
  /**
   * What the caller's own policies are: those of the plan; all actions or none, for callers that the plan does not
   * contain.
   */
  readonly own: 'planned' | 'everything' | 'nothing';
  /** Set when the policy does not name the caller itself: it stands for any other caller of its account. */
  readonly standsFor?: 'account' | 'everyone';
}

/** One request that IAM authorizes. */
export interface AccessRequest {
  readonly caller: RequestCaller;
  readonly action: KnownAction;
  /** ARN. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** A public address that no list of ranges contains: it is reserved for documentation. */
export const OUTSIDE_ADDRESS = '192.0.2.1';

/** An account that has nothing to do with the stack. */
export const STRANGER = '999999999999';

/**
 * The condition keys that AWS derives from the caller. A request cannot choose them.
 *
 * @see IAM User Guide, "AWS global condition context keys"
 */
export function callerContext(caller: RequestCaller): RequestContext {
  const context = contexts.get(caller) ?? readCallerContext(caller);
  contexts.set(caller, context);
  return context;
}

const contexts = new WeakMap<RequestCaller, RequestContext>();

function readCallerContext({ kind, name, account }: RequestCaller): RequestContext {
  const isService = { 'aws:principalisawsservice': String(kind === 'service') };
  if (kind !== 'principal') return isService;
  const [, type = '', user = ''] = /:(role|user)\/(?:.*\/)?([^/]*)$/.exec(name) ?? [];
  return {
    ...isService,
    'aws:principalarn': name,
    'aws:principalaccount': account,
    'kms:calleraccount': account,
    'aws:principaltype': type === 'user' ? 'User' : 'AssumedRole',
    ...(type === 'user' && { 'aws:username': user }),
  };
}

/** Keys whose value nothing in a plan says. */
const UNKNOWN_KEYS =
  /^aws:(principaltag|resourcetag|requesttag|resource(org|account)|userid|principalorg|tagkeys|federatedprovider|principalservicename)/;

/** The keys of services that a request can choose, and the actions that have them. */
const SERVICE_KEYS: readonly (readonly [key: RegExp, actions: RegExp])[] = [
  [/^s3:(tlsversion|signatureversion|authtype)$/, /^s3:/],
  [/^s3:x-amz-server-side-encryption/, /^s3:PutObject$/],
  [/^s3:x-amz-(acl|grant-)/, /^s3:(PutObject|PutObjectAcl|PutObjectVersionAcl|PutBucketAcl)$/],
  [/^s3:(prefix|delimiter|max-keys)$/, /^s3:ListBucket(Versions)?$/],
  [/^kms:(viaservice|calleraccount)$/, /^kms:/],
  [/^kms:encryptioncontext:/, /^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt)/],
  [/^sts:externalid$/, /^sts:AssumeRole$/],
];

/** Services with keys of their own; other keys are those of an identity provider. */
const SERVICES = /^(s3|kms|sts|secretsmanager|sns|sqs|iam|ec2|lambda|logs):/;

/**
 * Whether a request can have a condition key; undefined when the plan or this table does not say.
 *
 * @see Service Authorization Reference, the condition keys of each action
 */
export function hasKey(
  key: string,
  { caller, action }: Pick<AccessRequest, 'caller' | 'action'>,
): boolean | undefined {
  if (key.startsWith('aws:')) {
    const isStranger = key.startsWith('aws:principalorg') && caller.account === STRANGER;
    return isStranger || !UNKNOWN_KEYS.test(key) ? true : undefined;
  }
  if (!SERVICES.test(key)) return action.name === 'sts:AssumeRoleWithWebIdentity';
  const service = action.name.slice(0, action.name.indexOf(':') + 1);
  if (!key.startsWith(service)) return false;
  return SERVICE_KEYS.find(([pattern]) => pattern.test(key))?.[1].test(action.name);
}

/** The request that a caller usually sends: from a public address, with a current TLS version. */
export function usualContext(caller: RequestCaller, { kind }: KnownAction): RequestContext {
  return consistent({
    'aws:securetransport': 'true',
    'aws:viaawsservice': 'false',
    ...(kind === 'object' || kind === 'bucket' ? { 's3:tlsversion': '1.2' } : {}),
    ...(caller.kind !== 'service' && { 'aws:sourceip': OUTSIDE_ADDRESS }),
  });
}

/** Removes what a request cannot have together: an address and an endpoint, or a TLS version without TLS. */
export function consistent(context: Readonly<Record<string, string | undefined>>): RequestContext {
  const via = context['kms:viaservice'] !== undefined;
  const isPrivate = ['aws:sourcevpce', 'aws:sourcevpc'].some((key) => context[key] !== undefined);
  const absent = [
    ...(via || isPrivate || context['aws:viaawsservice'] === 'true' ? ['aws:sourceip'] : []),
    ...(context['aws:securetransport'] === 'false' ? ['s3:tlsversion'] : []),
  ];
  const all: Record<string, string | undefined> = { ...context };
  if (via) all['aws:viaawsservice'] = 'true';
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      value === undefined || absent.includes(key) ? [] : [[key, value]],
    ),
  );
}
