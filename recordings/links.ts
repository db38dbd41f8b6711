import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The version of an object that a link is for. */
interface Linked {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string;
}

/** A link with which one version can be downloaded without credentials, until it expires. It sends no request. */
export async function presignedLink(
  s3: S3Client,
  object: Linked,
  expiresIn: number,
): Promise<string> {
  const command = new GetObjectCommand(object);
  let link = '';
  command.middlewareStack.add(
    () => async (args) => {
      const request = args.request as SignedRequest;
      const { protocol, hostname, port, path } = request;
      const host = `${hostname}${port === undefined ? '' : `:${port}`}`;
      const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
      const signer = await signerOf(s3);
      const { query } = await signer.presign(Object.assign(request, { headers }), { expiresIn });
      link = `${protocol}//${host}${path}?${renderQuery(query)}`;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'build', priority: 'low', name: 'presign' },
  );
  await s3.send(command);
  return link;
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
}

interface Signer {
  presign(request: SignedRequest, options: { readonly expiresIn: number }): Promise<SignedRequest>;
}

/** Encodes as the signature does: spaces and all but unreserved characters with a percent sign. */
function renderQuery(query: SignedRequest['query'] = {}): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&');
}

/** The client's own signer, which knows its credentials and region. */
function signerOf({ config }: S3Client): Promise<Signer> {
  return (config as unknown as { readonly signer: () => Promise<Signer> }).signer();
}
