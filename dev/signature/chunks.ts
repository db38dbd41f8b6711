import { type SignatureScope, sha256, signLines } from './canonical';

/** How the first signature of an upload in signed chunks was made. */
export interface ChunkSigner {
  readonly key: Buffer;
  readonly scope: SignatureScope;
  /** The signature of the request, which that of the first chunk covers. */
  readonly seed: string;
}

const PAYLOAD = 'AWS4-HMAC-SHA256-PAYLOAD';
const TRAILER = 'AWS4-HMAC-SHA256-TRAILER';

/**
 * Whether every chunk of a body has the right signature, and the trailer, if there is one.
 *
 * @see Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
 *   Chunks", and "… Including Trailing Headers"
 */
export function chunksAreSigned(body: Buffer, { key, scope, seed }: ChunkSigner): boolean {
  let at = 0;
  let previous = seed;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const line = body.subarray(at, Math.max(end, at)).toString('latin1');
    const [, size = '', signature = ''] =
      /^([\da-f]+);chunk-signature=([\da-f]{64})$/i.exec(line) ?? [];
    if (size === '') return false;
    const start = end + 2;
    const data = body.subarray(start, start + parseInt(size, 16));
    const expected = signLines(key, scope, [PAYLOAD, previous, sha256(''), sha256(data)]);
    if (signature !== expected) return false;
    previous = signature;
    at = start + data.length + (data.length > 0 ? 2 : 0);
    if (data.length === 0)
      return trailerIsSigned(body.subarray(at), { key, scope, seed: previous });
  }
}

/** What follows the last chunk: an empty line, or headers and their signature. */
function trailerIsSigned(rest: Buffer, { key, scope, seed }: ChunkSigner): boolean {
  const lines = rest
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length === 0) return true;
  const [signature] = lines.flatMap((line) => line.split('x-amz-trailer-signature:')[1] ?? []);
  const headers = lines.filter((line) => !line.startsWith('x-amz-trailer-signature:'));
  const text = headers.map((line) => `${line}\n`).join('');
  return signature === signLines(key, scope, [TRAILER, seed, sha256(text)]);
}
