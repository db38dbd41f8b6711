import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Handler, LocalRequest, Respond } from './exchange';
import { tryFindHeader } from './headers';

/**
 * Makes deletions work in a bucket whose versioning is suspended. Terraform empties such a bucket before it destroys it.
 *
 * moto fails to delete a delete marker there, and Terraform retries without end. While versioning is enabled, moto
 * deletes markers like any other version, so versioning is enabled for the retry.
 */
export const deleteWhereSuspended: Handler = async (request, next) => {
  const { s3, method } = request;
  if (s3?.key !== '' || method !== 'POST' || !s3.query.has('delete')) return next(request);
  const body = await buffer(request.body);
  const again = { ...request, body: Readable.from([body]) };
  const answer = await next(again);
  if (answer.status !== 500) return answer;
  await setVersioning(request, next, 'Enabled');
  try {
    return await next({ ...request, body: Readable.from([body]) });
  } finally {
    await setVersioning(request, next, 'Suspended');
  }
};

async function setVersioning(
  { headers, s3 }: LocalRequest,
  next: Respond,
  status: 'Enabled' | 'Suspended',
): Promise<void> {
  const body = `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
  await next({
    method: 'PUT',
    url: `/${s3?.bucket ?? ''}?versioning`,
    headers: [
      'Host',
      tryFindHeader(headers, 'host') ?? '127.0.0.1',
      'Content-Length',
      String(Buffer.byteLength(body)),
    ],
    body: Readable.from([Buffer.from(body)]),
  });
}
