import type { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';

/**
 * Opens S3 Control with the region, credentials, retries and connections of a client for S3. A local endpoint is that of
 * this client, or of the environment.
 *
 * @see Amazon S3 API Reference, "AWS S3 Control": requests go to a host whose name begins with the account
 */
export function openS3Control({ config }: S3Client): S3ControlClient {
  const { region, credentials, maxAttempts, retryMode, requestHandler } = config;
  const settings = { region, credentials, maxAttempts, retryMode, requestHandler };
  const { AWS_ENDPOINT_URL: everywhere } = process.env;
  if (!config.endpoint && everywhere === undefined) return new S3ControlClient(settings);
  // The SDK cannot put the account before an IP address, so a host that does not exist is replaced.
  const client = new S3ControlClient({ ...settings, endpoint: 'http://s3-control.invalid' });
  client.middlewareStack.add(
    (next) => async (args) => {
      const { protocol, hostname, port } =
        (await config.endpoint?.()) ?? new URL(String(everywhere));
      const place = { protocol, hostname, ...(port && { port: Number(port) }) };
      Object.assign(args.request as object, place);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'localEndpoint' },
  );
  return client;
}
