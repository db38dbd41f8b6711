/** Services the stacks call. Each needs the local server as its endpoint. */
const SERVICES = [
  'cloudwatch',
  'events',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'secretsmanager',
  'sfn',
  'sns',
  'sqs',
  'sts',
] as const;

/** Credentials that any local AWS server accepts. They are not secret and useless elsewhere. */
const TEST_CREDENTIALS = { accessKey: 'test', secretKey: 'test' };

/** Makes the AWS provider talk to a local AWS server only. */
export function localProviderSettings(endpoint: string) {
  return {
    ...TEST_CREDENTIALS,
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
  };
}

/** Makes the S3 backend talk to a local AWS server only. */
export function localBackendSettings(endpoint: string) {
  return {
    ...TEST_CREDENTIALS,
    usePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    endpoints: { s3: endpoint, sts: endpoint, iam: endpoint },
  };
}
