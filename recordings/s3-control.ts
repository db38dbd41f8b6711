import type { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';

/** Some networks reach S3 itself only, and drop the packets to other hosts. */
const [CONNECTION_MS, REQUEST_MS] = [5_000, 30_000];

/**
 * Opens S3 Control in the region, and with the credentials and retries, of a client for S3.
 *
 * @param endpoint - address of all services. @default - that of the environment, or of AWS
 * @see Amazon S3 API Reference, "AWS S3 Control": requests go to a host whose name begins with the account
 */
export function openS3Control(
  { config: { region, credentials, maxAttempts, retryMode } }: S3Client,
  endpoint = process.env.AWS_ENDPOINT_URL,
): S3ControlClient {
  const requestHandler = { connectionTimeout: CONNECTION_MS, requestTimeout: REQUEST_MS };
  const settings = { region, credentials, maxAttempts, retryMode, requestHandler };
  if (endpoint === undefined) return new S3ControlClient(settings);
  const { protocol, hostname, port } = new URL(endpoint);
  // The SDK cannot put the account before an IP address.
  const client = new S3ControlClient({ ...settings, endpoint: `${protocol}//s3-control.invalid` });
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { hostname, ...(port && { port: Number(port) }) });
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'withoutAccountInHost' },
  );
  return client;
}
