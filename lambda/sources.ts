import type { Secret } from '../core/secret';
import type { BucketReader } from '../integrity/bucket-reader';
import { manifestSource } from '../integrity/manifest';
import { metadataSource } from '../integrity/metadata';
import type { RunStore } from '../integrity/run-store';
import type { CheckSettings } from '../integrity/settings';
import type { PointerSource } from '../integrity/source';
import {
  type Credentials,
  type CredentialSets,
  tryParseCredentials,
  tryPickCredentials,
} from '../vendors/credentials';
import type { RecordingReader } from '../vendors/recording-reader';
import * as recordingReaders from '../vendors/recording-readers';

/** What a source is opened with. */
export interface SourceContext {
  /** The bucket of recordings. */
  readonly reader: BucketReader;
  /** The bucket of reports, from its root. */
  readonly reports: RunStore;
  /** Reads a secret in Secrets Manager. */
  readonly readSecret: (name: string) => Promise<Secret>;
  /** Credentials that are available without the store's secret. @default - none */
  readonly tryReadCredentials?: (sets: CredentialSets) => Promise<Credentials | undefined>;
  /** When the run began, in milliseconds since 1970. */
  readonly now: number;
}

/** The secret does not hold the credentials for the vendor's API. Its message never shows what it holds. */
export class BadSecretError extends Error {
  /** Its name in logs. */
  override readonly name = 'BadSecretError';
}

/** Opens the source that the settings name. */
export function openSource(settings: CheckSettings, context: SourceContext): PointerSource {
  const { source, sidecarSuffix = '', reports, bucket, paths } = settings;
  switch (source.kind) {
    case 'sidecars': {
      const readers = Object.entries(required(findReader(source.vendor).metadataReaders));
      const [, read] = required(readers.find(([form]) => form === (source.form ?? form)));
      const prefixes = paths.map(({ prefix }) => prefix);
      return metadataSource(context.reader, { suffix: sidecarSuffix, read, prefixes });
    }
    case 'manifest':
      return manifestSource({
        name: `s3://${reports}/${source.key}`,
        open: () => context.reports.open(source.key),
        bucket,
        now: context.now,
      });
    case 'api': {
      const { credentials: sets, openList } = findReader(source.vendor);
      const credentials = () => readCredentials(sets, source.secret, context);
      return required(openList)({
        settings,
        options: source.options,
        credentials,
        now: context.now,
      });
    }
  }
}

/** The part of a vendor that the function in AWS holds. */
export function findReader(vendor: string): RecordingReader {
  return required((recordingReaders as Readonly<Record<string, RecordingReader>>)[vendor]);
}

/** The rules of `integrity` accept only sources that the vendor has. */
function required<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The vendor has no such source.');
  return part;
}

async function readCredentials(
  sets: CredentialSets,
  secretName: string,
  { tryReadCredentials, readSecret }: SourceContext,
): Promise<Credentials> {
  const available = await tryReadCredentials?.(sets);
  return available ?? pickFromSecret(sets, secretName, await readSecret(secretName));
}

/** The credentials in a store's secret. @throws BadSecretError unless it holds a complete set of them */
export function pickFromSecret(sets: CredentialSets, name: string, secret: Secret): Credentials {
  const found = tryPickCredentials(sets, tryParseCredentials(secret.reveal()) ?? {});
  if (found) return found;
  const forms = sets.map((names) => `{${names.map((each) => `"${each}": "…"`).join(', ')}}`);
  throw new BadSecretError(
    `${name} does not hold ${forms.join(' or ')}. Store the credentials there with: aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://<file>`,
  );
}
