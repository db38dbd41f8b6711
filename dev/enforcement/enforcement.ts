import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Engine } from '../../access/engine';
import { type ApiCall, readApiCall } from '../api-call';
import type { Handler, LocalRequest, ProxyResponse, Respond } from '../exchange';
import { tryFindCredential } from '../signature/credential';
import { authenticate } from './authenticate';
import { callerOf, tryFindAccessKey } from './callers';
import { Deployed } from './deployed';
import { refuseExecutions } from './executions';
import { refuseGivenRoles } from './given-roles';
import { globalContext } from './questions/context';
import { withJob, withReplicationRole } from './questions/dependents';
import { isRecorded, recordChange, textOf } from './record';
import { S3Forwarding } from './s3-forwarding';
import { Verdict } from './verdict';

/**
 * Evaluates requests against the deployed policies, as AWS does and moto does not: it records each policy from the call
 * that deploys it, checks signatures, and asks an IAM engine before it forwards a request.
 *
 * Not decided: what an organization denies, and tokens of OpenID Connect.
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
    const { deployed } = this;
    const now = Date.now() + (request.circumstances?.clockMs ?? 0);
    const findKey = (accessKeyId: string) => tryFindAccessKey(deployed, accessKeyId);
    const authenticated = await authenticate(request, { findKey, now });
    if ('refused' in authenticated) return authenticated.refused;
    const read = await readApiCall(authenticated.request);
    const call = await withJob(await withReplicationRole(read));
    const verdict = this.verdictOn(call, authenticated.accessKeyId, now);
    const refused = await refuseExecutions(call, verdict, deployed);
    if (refused) return refused;
    if (request.s3) return new S3Forwarding(deployed, verdict, next).answer(call);
    return (
      (await verdict.refuse(call)) ??
      (await refuseGivenRoles(call, verdict)) ??
      this.forward(call, now, next)
    );
  };

  private verdictOn({ request }: ApiCall, accessKeyId: string | undefined, now: number): Verdict {
    const { deployed, bucketPolicy } = this;
    const region = regionOf(request);
    const context = globalContext(region, request.circumstances);
    const caller = callerOf(deployed, accessKeyId, request.circumstances);
    return new Verdict(this.engine, caller, { deployed, bucketPolicy, region, context, now });
  }

  private async forward(call: ApiCall, now: number, next: Respond): Promise<ProxyResponse> {
    if (call.service === 'states' && call.action === 'StartExecution') {
      this.deployed.executing = textOf(call, 'stateMachineArn');
    }
    const answer = await next(call.request);
    if (answer.status >= 300 || !isRecorded(call)) return answer;
    const body = answer.body instanceof Readable ? await text(answer.body) : (answer.body ?? '');
    recordChange(this.deployed, call, { answer: body, now });
    return { ...answer, body };
  }
}

const regionOf = (request: LocalRequest) => tryFindCredential(request)?.region ?? 'us-east-1';
