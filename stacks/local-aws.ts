/** Services the stacks call, each of which must be pointed at the local server. */
const SERVICES = [
  ...(['cloudwatch', 'events', 'iam', 'kms', 'lambda', 'logs'] as const),
  ...(['s3', 'secretsmanager', 'sfn', 'sns', 'sqs', 'sts'] as const),
] as const;

/** What any local AWS server takes as credentials: never a secret, and of no use elsewhere. */
const TEST_CREDENTIALS = { accessKey: 'test', secretKey: 'test' };

/** What the AWS provider needs to talk to a local AWS server only. */
export function localProviderSettings(endpoint: string) {
  return {
    ...TEST_CREDENTIALS,
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
  };
}

/** What the S3 backend needs to talk to a local AWS server only. */
export function localBackendSettings(endpoint: string) {
  return {
    ...TEST_CREDENTIALS,
    usePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    endpoints: { s3: endpoint, sts: endpoint, iam: endpoint },
  };
}
