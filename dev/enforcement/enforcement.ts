import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { principalContext } from '../../access/callers';
import { ALLOW_ALL, type Caller, decide, type Decision } from '../../access/decide';
import type { Engine } from '../../access/engine';
import { type ApiCall, readApiCall } from '../api-call';
import { tryFindCredential } from '../credential';
import { type Answer, errorAnswer, type Handler, type Respond } from '../exchange';
import { ACCOUNT_ID } from '../moto-server';
import { Deployed } from './deployed';
import { element, isRecorded, recordChange } from './record';
import { questionsOf } from './questions';
import { refusal } from './refusal';

/** The role that runs Terraform; its own policies allow everything. */
const DEPLOYER = `arn:aws:iam::${ACCOUNT_ID}:role/deployer`;

/** Calls that are decided. Every other call is allowed to the deployer only. */
const isDecided = ({ service, action = '' }: ApiCall) =>
  ['s3', 'kms', 'sts'].includes(service) ||
  `${service}:${action}` === 'secretsmanager:GetSecretValue';

/** An AWS service that acts for the account, as Lambda does when it assumes the role of a function. */
function serviceFor(principal: string): Caller {
  const context = { 'aws:SourceAccount': ACCOUNT_ID, 'aws:PrincipalIsAWSService': 'true' };
  return { principal, policies: [], context };
}

/** An access key that is inactive or deleted. @see AWS Identity and Access Management API Reference, "Common Error Types" */
const NO_SUCH_KEY = {
  s3: {
    status: 403,
    code: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  others: {
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  },
};

const NOTHING_ALLOWS: Decision = { allowed: false, explicit: false, by: [] };

/**
 * Evaluates requests against the deployed policies, as AWS does and moto does not: it records each policy from the call
 * that deploys it, and asks an IAM engine before it forwards a request.
 *
 * Not decided: what an organization denies, session policies, permission boundaries, the source of a
 * copy, and tokens of OpenID Connect.
 */
export class Enforcement {
  private deployed = new Deployed();

  /**
   * @param engine - evaluates the policies
   * @param bucketPolicy - the deployed policy of a bucket
   */
  constructor(
    private readonly engine: Engine,
    private readonly bucketPolicy: (bucket: string) => string | undefined,
  ) {}

  /** Refuses what the deployed policies do not allow. */
  readonly handler: Handler = async (request, next) => {
    if (request.url.startsWith('/moto-api/')) {
      if (request.url === '/moto-api/reset') this.deployed = new Deployed();
      return next(request);
    }
    const call = await readApiCall(request);
    const { accessKeyId = '' } = tryFindCredential(request) ?? {};
    if (this.deployed.revoked.has(accessKeyId)) {
      return errorAnswer(call.service, NO_SUCH_KEY[call.service === 's3' ? 's3' : 'others']);
    }
    return (await this.refuse(call)) ?? this.forward(call, next);
  };

  private async refuse(call: ApiCall): Promise<Answer | undefined> {
    const { service, action = '', request } = call;
    const caller = this.callerOf(call);
    const asked = { caller: caller.principal ?? 'anonymous', service };
    if (!isDecided(call)) {
      if (caller.policies === ALLOW_ALL) return undefined;
      return refusal(asked, { action: `${service}:${action}`, resource: '*' }, NOTHING_ALLOWS);
    }
    const region = tryFindCredential(request)?.region ?? 'us-east-1';
    const deployment = { deployed: this.deployed, bucketPolicy: this.bucketPolicy };
    for (const question of questionsOf(call, region, deployment)) {
      const decision = await decide(this.engine, caller, question);
      if (!decision.allowed) return refusal(asked, question, decision);
    }
    return undefined;
  }

  private callerOf({ request }: ApiCall): Caller {
    const credential = tryFindCredential(request);
    if (!credential) return { principal: undefined, policies: [], context: {} };
    const identity = this.deployed.identities.get(credential.accessKeyId);
    if (!identity) {
      const arn = request.circumstances?.principal ?? DEPLOYER;
      if (arn.endsWith('.amazonaws.com')) return serviceFor(arn);
      return { principal: arn, policies: ALLOW_ALL, context: principalContext(arn) };
    }
    const { kind, name } = identity;
    const arn = `arn:aws:iam::${ACCOUNT_ID}:${kind}/${name}`;
    const session = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${name}/session`;
    return {
      principal: kind === 'role' ? session : arn,
      policies: this.deployed.policiesOf(identity),
      context: principalContext(arn),
    };
  }

  private async forward(call: ApiCall, next: Respond): Promise<Answer> {
    if (call.service === 's3') return this.forwardS3(call, next);
    const answer = await next(call.request);
    if (answer.status >= 300 || !isRecorded(call)) return answer;
    const body = answer.body instanceof Readable ? await text(answer.body) : (answer.body ?? '');
    recordChange(this.deployed, call, body);
    return { ...answer, body };
  }

  /** Records which key a bucket encrypts with. */
  private async forwardS3({ action, request }: ApiCall, next: Respond): Promise<Answer> {
    const bucket = request.s3?.bucket ?? '';
    if (action === 'DeleteBucket') this.deployed.bucketKeys.delete(bucket);
    if (action !== 'PutEncryptionConfiguration') return next(request);
    const body = await buffer(request.body);
    const keyArn = element(body.toString('utf8'), 'KMSMasterKeyID');
    if (keyArn === '') this.deployed.bucketKeys.delete(bucket);
    else this.deployed.bucketKeys.set(bucket, keyArn);
    return next({ ...request, body: Readable.from([body]) });
  }
}
