import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type ApiCall, readApiCall } from './api-call';
import { errorAnswer, type Handler, type Respond } from './exchange';
import { withoutHeaders } from './headers';

/** The headers of a call that a changed body and another action make wrong. */
const OF_CALL = new Set(['x-amz-target', 'content-length']);

/**
 * Refuses to move a stage of a secret from a version that is not named; moto only refuses that for AWSCURRENT. A version
 * that has the stage keeps it once; moto attaches it a second time, and the stage then stays when it moves on. Calls that
 * move a stage are processed one after the other, so that none can come between the question and the answer.
 *
 * @see AWS Secrets Manager API Reference, "UpdateSecretVersionStage", `RemoveFromVersionId`
 */
export function checkSecretStages(): Handler {
  let last: Promise<unknown> = Promise.resolve();
  return async (request, next) => {
    if (request.s3 || request.method !== 'POST') return next(request);
    const call = await readApiCall(request);
    if (call.action !== 'UpdateSecretVersionStage') return next(call.request);
    const answer = last.then(async () => (await answerOf(call, next)) ?? next(call.request));
    last = answer.catch(() => undefined);
    return answer;
  };
}

async function answerOf({ parameters, request }: ApiCall, next: Respond) {
  const { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId } = parameters;
  const body = JSON.stringify({ SecretId });
  const list = await next({
    ...request,
    headers: [
      ...withoutHeaders(request.headers, OF_CALL),
      'X-Amz-Target',
      'secretsmanager.ListSecretVersionIds',
      'Content-Length',
      String(Buffer.byteLength(body)),
    ],
    body: Readable.from([Buffer.from(body)]),
  });
  if (list.status !== 200 || !(list.body instanceof Readable)) return undefined;
  const { ARN, Name, Versions } = JSON.parse(await text(list.body)) as {
    ARN: string;
    Name: string;
    Versions: { VersionId: string; VersionStages: string[] }[];
  };
  const has = Versions.find((each) => each.VersionStages.includes(String(VersionStage)))?.VersionId;
  if (MoveToVersionId === undefined || has === RemoveFromVersionId) return undefined;
  if (has === MoveToVersionId) {
    if (RemoveFromVersionId !== undefined) return undefined;
    const headers = ['Content-Type', 'application/x-amz-json-1.1'];
    return { status: 200, headers, body: JSON.stringify({ ARN, Name }) };
  }
  const message = `The parameter RemoveFromVersionId must name the version that the staging label ${String(VersionStage)} is attached to, ${has ?? 'none'}.`;
  return errorAnswer('secretsmanager', { status: 400, code: 'InvalidParameterException', message });
}
