import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { ApiCall } from '../api-call';
import type { ProxyResponse, Respond } from '../exchange';
import { withoutHeaders } from '../headers';
import { DECIDED_BY } from './refusal';
import { headerActions, headersOf } from './questions/s3-permissions';
import type { Verdict } from './verdict';

/** An object that a batch of deletions names. */
interface Deletion {
  readonly key: string;
  /** Of one version. @default - the current version is hidden by a delete marker */
  readonly versionId?: string | undefined;
}

/** Headers that describe the body. */
const BODY_HEADERS = new Set([
  'content-length',
  'content-md5',
  'content-encoding',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
]);

/**
 * Deletes what the caller may delete of a list, and reports the rest, as S3 does: the batch itself is never refused.
 *
 * @see Amazon S3 API Reference, "DeleteObjects"
 */
export async function deleteAllowed(
  call: ApiCall,
  verdict: Verdict,
  next: Respond,
): Promise<ProxyResponse> {
  const body = (await buffer(call.request.body)).toString('utf8');
  const objects = call.parameters.objects as readonly Deletion[];
  const bypass = headerActions('DeleteObjects', headersOf(call));
  const refusals = await Promise.all(
    objects.map(async ({ key, versionId }) => {
      const action = versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion';
      return verdict.refuseObject(call, key, [action, ...bypass]);
    }),
  );
  const allowed = objects.filter((_, at) => refusals[at] === undefined);
  const refused = objects.filter((_, at) => refusals[at] !== undefined);
  const quiet = /<Quiet>\s*true\s*<\/Quiet>/.test(body);
  const answer = await deleteObjects(call, renderDeletions(allowed, quiet), next);
  if (refused.length === 0 || answer.status !== 200) return answer;
  const done = answer.body instanceof Readable ? await text(answer.body) : (answer.body ?? '');
  const merged = done.replace(
    '</DeleteResult>',
    `${refused.map(renderError).join('')}</DeleteResult>`,
  );
  const headers = withoutHeaders(answer.headers, new Set(['content-length']));
  const decidedBy = [...new Set(refusals.flatMap((sids) => sids ?? []))].join(', ');
  return { status: 200, headers: [...headers, DECIDED_BY, decidedBy], body: merged };
}

/** The body for those that are allowed: exactly what was decided is deleted. */
function renderDeletions(objects: readonly Deletion[], quiet: boolean): string {
  const listed = objects.map((each) => `<Object>${renderObject(each)}</Object>`).join('');
  return listed === '' ? '' : `<Delete><Quiet>${String(quiet)}</Quiet>${listed}</Delete>`;
}

function renderObject({ key, versionId }: Deletion): string {
  const version = versionId === undefined ? '' : `<VersionId>${escapeXml(versionId)}</VersionId>`;
  return `<Key>${escapeXml(key)}</Key>${version}`;
}

function renderError(deletion: Deletion): string {
  return `<Error>${renderObject(deletion)}<Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;
}

const escapeXml = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');

async function deleteObjects(
  { request }: ApiCall,
  body: string,
  next: Respond,
): Promise<ProxyResponse> {
  if (body === '') {
    const headers = ['Content-Type', 'application/xml'];
    return { status: 200, headers, body: '<DeleteResult></DeleteResult>' };
  }
  const headers = [
    ...withoutHeaders(request.headers, BODY_HEADERS),
    'Content-Length',
    String(Buffer.byteLength(body)),
  ];
  return next({ ...request, headers, body: Readable.from([Buffer.from(body)]) });
}
