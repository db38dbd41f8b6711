/** How a canary acts as the vendor. */
export type CanaryMethod =
  /** It writes with the access key that the vendor has. */
  | {
      readonly kind: 'access-key';
      /** Name of the secret that holds the key. */ readonly secret: string;
    }
  /** It assumes the role of the vendor as the vendor does, and writes. */
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId?: string | undefined }
  /** It has the vendor validate the store. */
  | {
      readonly kind: 'validation';
      /** The vendor, whose reader has the call. */
      readonly vendor: string;
      /** Options of the vendor's client, e.g. its host. */
      readonly options: Readonly<Record<string, string>>;
      /** Name of the secret with the credentials for the vendor's API. */
      readonly secret: string;
    };

/** The role or user with which the vendor writes. */
export interface CanaryPrincipal {
  readonly kind: 'role' | 'user';
  readonly name: string;
  /** The external id with which the vendor assumes the role. @default - it sends none, or it is a user */
  readonly externalId?: string | undefined;
}

/** What a canary needs to know about its store. */
export interface CanarySettings {
  /** The dimension of its metric. */
  readonly store: string;
  /** Stack id that commands know the store by. */
  readonly stack: string;
  /** The vendor's name in sentences. */
  readonly title: string;
  readonly region: string;
  readonly bucket: string;
  readonly bucketArn: string;
  /** Folder that the vendor writes to. */
  readonly prefix: string;
  /** Whether Object Lock would keep what is written, so that an upload is only begun. */
  readonly locked: boolean;
  readonly principal: CanaryPrincipal;
  readonly method: CanaryMethod;
}
