/** What an environment for tests is, besides its stores. */
export interface EnvironmentTextOptions {
  /** @default '123456789012' */
  readonly account?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default 'throw-away' */
  readonly type?: string;
  /** YAML of the settings of the state. @default '{ backend: local }' */
  readonly state?: string;
  /** Addresses of the local AWS and of the local vendors. @default - the real ones */
  readonly localAws?: { readonly endpoint: string; readonly vendors?: string };
}

/** Text of an environment file for tests, with lines of stores. */
export function environmentText(stores: string, options: EnvironmentTextOptions = {}): string {
  const { account = '123456789012', region = 'us-east-1', type = 'throw-away' } = options;
  const { state = '{ backend: local }', localAws } = options;
  return [
    `account: '${account}'`,
    `region: ${region}`,
    `type: ${type}`,
    // JSON is YAML as well.
    ...(localAws ? [`localAws: ${JSON.stringify(localAws)}`] : []),
    `state: ${state}`,
    'stores:',
    stores,
  ].join('\n');
}

const ORGANIZATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** What a Genesys store for tests is called, and for how long it keeps recordings. */
export interface GenesysTextOptions {
  /** @default 'calls' */
  readonly name?: string;
  /** @default 'acme-', followed by the name */
  readonly bucket?: string;
  /** @default '7c9e6679-7425-40de-944b-e07fc1f90ae7' */
  readonly organizationId?: string;
  /** Region of Genesys. @default 'us-east-1' */
  readonly region?: string;
  /** Retention here and at Genesys, in days. @default 730 */
  readonly days?: number;
  /** YAML of the retention here. @default - those days */
  readonly retention?: string;
}

/** The lines of a Genesys store, followed by more of its settings without their indentation. */
export function genesysText(options: GenesysTextOptions = {}, ...more: readonly string[]): string {
  const { name = 'calls', region = 'us-east-1', days = 730 } = options;
  const { bucket = `acme-${name}`, organizationId = ORGANIZATION } = options;
  const { retention = `{ days: ${days} }` } = options;
  const settings = [
    'vendor: genesys',
    `bucket: ${bucket}`,
    `organizationId: ${organizationId}`,
    "genesysAccount: '765628985471'",
    `genesysRegion: ${region}`,
    `vendorRetentionDays: ${days}`,
    `retention: ${retention}`,
    ...more,
  ];
  return `  ${name}:\n${settings.map((line) => `    ${line}\n`).join('')}`;
}

/** The line of a Twilio store that keeps recordings for 90 days. */
export const TWILIO_TEXT =
  '  video: { vendor: twilio, bucket: acme-video, recordings: true, compositions: false, retention: { days: 90 } }\n';
