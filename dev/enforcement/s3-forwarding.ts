import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { ApiCall } from '../api-call';
import { type LocalRequest, type ProxyResponse, type Respond, s3Error } from '../exchange';
import { readSignature } from '../signature/signature';
import { TEST_CREDENTIALS } from '../test-environment';
import { aclProblem } from './access-control-lists';
import { deleteAllowed } from './deletions';
import type { Deployed } from './deployed';
import { element } from './record';
import { isBodyRecorded, recordS3Change } from './record-s3';
import type { Verdict } from './verdict';

/** Answers the calls of one caller to S3. */
export class S3Forwarding {
  constructor(
    private readonly deployed: Deployed,
    private readonly verdict: Verdict,
    private readonly next: Respond,
  ) {}

  async answer(call: ApiCall): Promise<ProxyResponse> {
    const bucket = this.deployed.buckets.get(call.request.s3?.bucket ?? '');
    const creates = call.operation === 'CreateBucket';
    // S3 answers that such a bucket does not exist, to every caller.
    if (!bucket && !creates && call.operation !== undefined) return this.next(call.request);
    if (call.operation === 'DeleteObjects') return deleteAllowed(call, this.verdict, this.next);
    const refused = await this.refuse(call);
    return refused ?? this.forward(call);
  }

  private async refuse(call: ApiCall): Promise<ProxyResponse | undefined> {
    if (this.isByInitiator(call) && !(await this.verdict.denies(call))) return undefined;
    return (await this.verdict.refuse(call)) ?? aclProblem(call, this.deployed);
  }

  /**
   * The initiator of a multipart upload may list its parts and abort it.
   *
   * @see Amazon S3 User Guide, "Multipart upload API and permissions"
   */
  private isByInitiator({ operation, request }: ApiCall): boolean {
    if (operation !== 'AbortMultipartUpload' && operation !== 'ListParts') return false;
    const initiator = this.deployed.initiators.get(request.s3?.query.get('uploadId') ?? '');
    return initiator !== undefined && initiator === this.verdict.caller.principal;
  }

  private async forward(call: ApiCall): Promise<ProxyResponse> {
    const body = isBodyRecorded(call) ? await buffer(call.request.body) : undefined;
    const request = body ? { ...call.request, body: Readable.from([body]) } : call.request;
    const answer = await this.next(signedForMoto(request));
    if (answer.status === 404) return (await this.hide(call)) ?? answer;
    if (answer.status >= 300) return answer;
    recordS3Change(this.deployed, call, body?.toString('utf8') ?? '');
    return call.operation === 'CreateMultipartUpload' ? this.withInitiator(answer) : answer;
  }

  private async withInitiator(answer: ProxyResponse): Promise<ProxyResponse> {
    const body = answer.body instanceof Readable ? await text(answer.body) : (answer.body ?? '');
    const { principal = '' } = this.verdict.caller;
    this.deployed.initiators.set(element(body, 'UploadId'), principal);
    return { ...answer, body };
  }

  /**
   * Without permission to list, nothing says that an object does not exist.
   *
   * @see Amazon S3 API Reference, "GetObject": Permissions
   */
  private async hide(call: ApiCall): Promise<ProxyResponse | undefined> {
    if (call.operation !== 'GetObject' && call.operation !== 'HeadObject') return undefined;
    const bucket = call.request.s3?.bucket ?? '';
    if (await this.verdict.mayList(bucket)) return undefined;
    const refused = s3Error(403, 'AccessDenied', 'Access Denied');
    return call.operation === 'HeadObject' ? { ...refused, body: undefined } : refused;
  }
}

/** Of a request without a signature, moto would only look at the list of access control. */
function signedForMoto(request: LocalRequest): LocalRequest {
  if (readSignature(request) !== 'none') return request;
  const scope = `${TEST_CREDENTIALS.accessKeyId}/20260101/us-east-1/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return { ...request, headers: [...request.headers, 'Authorization', authorization] };
}
