import type { FoundBucket } from './account';

/** A resource to import into Terraform. */
export interface Adoption {
  /** Its address in Terraform. */
  readonly address: string;
  /** Its id in AWS. */
  readonly id: string;
}

type Resources = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
>;

/** The resources of a synthesized state stack that already exist in the account. */
export function adoptions(synthesized: string, found: FoundBucket): Adoption[] {
  const { resource } = JSON.parse(synthesized) as { resource: Resources };
  const all = (type: string, idOf: (attributes: Readonly<Record<string, unknown>>) => unknown) =>
    Object.entries(resource[type] ?? {}).map(([name, attributes]) => ({
      address: `${type}.${name}`,
      id: String(idOf(attributes)),
    }));
  const { keyId } = found;
  const keys = keyId === undefined ? [] : all('aws_kms_key', () => keyId);
  const aliases = found.alias ? all('aws_kms_alias', ({ name }) => name) : [];
  const buckets = all('aws_s3_bucket', ({ bucket }) => bucket);
  return [
    ...keys,
    ...aliases,
    ...buckets.filter(({ id }) => (id.endsWith('-logs') ? found.logBucket : found.bucket)),
  ];
}

interface State {
  readonly resources?: readonly {
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly {
      readonly status?: string;
      readonly attributes?: { readonly id?: string };
    }[];
  }[];
}

/** A resource in a state. */
export interface KnownResource {
  /** Its id in AWS. */
  readonly id: string;
  /** Whether Terraform was interrupted while it created it, and would create another one. */
  readonly tainted: boolean;
}

/** Resources by address, in the text of a state. Nothing if it is not one: Terraform says why. */
export function readLocalState(text: string): ReadonlyMap<string, KnownResource> {
  try {
    const { resources = [] } = JSON.parse(text) as State;
    return new Map(
      resources.map(({ type, name, instances }) => [
        `${type}.${name}`,
        {
          id: instances?.[0]?.attributes?.id ?? '',
          tainted: instances?.[0]?.status === 'tainted',
        },
      ]),
    );
  } catch {
    return new Map();
  }
}
