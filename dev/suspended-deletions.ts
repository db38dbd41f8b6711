import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Handler, LocalRequest, Respond } from './exchange';

/**
 * Deletes what a bucket holds after its versioning was suspended, as Terraform does before it destroys the bucket.
 *
 * moto fails at a delete marker there and is asked again for ever; while versioning is on it deletes one as well as any
 * other version, so it is switched on in between.
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
  const host = headers.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  await next({
    method: 'PUT',
    url: `/${s3?.bucket ?? ''}?versioning`,
    headers: [
      ...['Host', headers[host + 1] ?? '127.0.0.1'],
      'Content-Length',
      String(Buffer.byteLength(body)),
    ],
    body: Readable.from([Buffer.from(body)]),
  });
}
