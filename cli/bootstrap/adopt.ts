import type { FoundBucket } from './account';

/** A resource to import, and what it is in AWS. */
export interface Adoption {
  /** Terraform's address. */
  readonly address: string;
  /** AWS's id. */
  readonly id: string;
}

type Resources = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
>;

/** The resources of a synthesized state stack that stand in the account already. */
export function adoptions(synthesized: string, found: FoundBucket): Adoption[] {
  const { resource } = JSON.parse(synthesized) as { resource: Resources };
  const all = (type: string) =>
    Object.entries(resource[type] ?? {}).map(([name, attributes]) => ({
      address: `${type}.${name}`,
      attributes,
    }));
  const buckets = all('aws_s3_bucket').map(({ address, attributes }) => ({
    address,
    id: String(attributes.bucket),
    there: String(attributes.bucket).endsWith('-logs') ? found.logBucket : found.bucket,
  }));
  const { keyId } = found;
  const keys =
    keyId === undefined
      ? []
      : [
          ...all('aws_kms_key').map(({ address }) => ({ address, id: keyId })),
          ...all('aws_kms_alias').map(({ address, attributes }) => ({
            address,
            id: String(attributes.name),
          })),
        ];
  return [...keys, ...buckets.filter(({ there }) => there)].map(({ address, id }) => ({
    address,
    id,
  }));
}
