import { Secret } from '../core/secret';
import type { BucketReader } from '../integrity/bucket-reader';
import { manifestSource } from '../integrity/manifest';
import { metadataSource } from '../integrity/metadata';
import type { RunStore } from '../integrity/run-store';
import type { CheckSettings } from '../integrity/settings';
import type { PointerSource } from '../integrity/source';
import { GenesysApi, type GenesysCredentials } from '../vendors/genesys/api';
import { genesysPointers } from '../vendors/genesys/pointers';
import { compareRetention } from '../vendors/genesys/retention';

/** What a source is opened with. */
export interface SourceContext {
  /** The bucket of recordings. */
  readonly reader: BucketReader;
  /** The bucket of reports, from its root. */
  readonly reports: RunStore;
  /** Reads the credentials for the vendor's API, as JSON. */
  readonly readSecret: (name: string) => Promise<Secret>;
  /** When the run was begun, in milliseconds since 1970. */
  readonly now: number;
}

/** The secret does not hold what the vendor's client needs. Its message never says what it holds. */
export class BadSecretError extends Error {
  /** What it is called in logs. */
  override readonly name = 'BadSecretError';
}

/** Opens the source that the settings name. */
export function openSource(settings: CheckSettings, context: SourceContext): PointerSource {
  const { source, sidecarSuffix = '' } = settings;
  switch (source.kind) {
    case 'sidecars':
      return metadataSource(context.reader, sidecarSuffix);
    case 'manifest':
      return manifestSource(`s3://${settings.reports}/${source.key}`, () =>
        context.reports.open(source.key),
      );
    case 'api':
      return openApi(settings, source, context);
  }
}

type ApiSource = Extract<CheckSettings['source'], { kind: 'api' }>;

/** Clients of vendors' APIs, by the name of the vendor's folder. */
const APIS: Readonly<
  Record<
    string,
    (settings: CheckSettings, source: ApiSource, context: SourceContext) => PointerSource
  >
> = {
  genesys: (settings, { options, secret }, { readSecret, now }) => {
    const { login = '', api: host = '', organizationId = '', keepsDays } = options;
    const api = new GenesysApi({ login, api: host }, async () =>
      parseCredentials(await readSecret(secret), secret),
    );
    const pattern = settings.paths[0]?.pattern ?? '';
    return {
      ...genesysPointers({ api, pattern, organizationId, days: settings.days, now }),
      compareSettings: () => compareRetention(api, Number(keepsDays)),
    };
  },
};

function openApi(
  settings: CheckSettings,
  source: ApiSource,
  context: SourceContext,
): PointerSource {
  const open = APIS[source.vendor];
  if (!open) throw new Error(`There is no client for the API of ${source.vendor}.`);
  return open(settings, source, context);
}

/** @throws BadSecretError unless it is `{"clientId": "…", "clientSecret": "…"}` */
export function parseCredentials(secret: Secret, name: string): GenesysCredentials {
  const { clientId, clientSecret } = parse(secret.reveal());
  if (typeof clientId === 'string' && typeof clientSecret === 'string') {
    return { clientId, clientSecret: new Secret(clientSecret) };
  }
  throw new BadSecretError(
    `${name} does not hold {"clientId": "…", "clientSecret": "…"}. Put the OAuth client's there with: aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://<file>`,
  );
}

function parse(text: string): { clientId?: unknown; clientSecret?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
