import type { AccountScope } from '../core/arn';

/** The bucket of the Terraform state. */
export interface CiState {
  readonly bucketName: string;
  readonly region: string;
  readonly keyArn: string;
}

/** What the stores of an environment are called, as far as callvault does not name it after the environment. */
export interface CiNames {
  /** Buckets, with `*` as a wildcard. */
  readonly buckets: readonly string[];
  /** Chosen names of vendors' roles. */
  readonly roles: readonly string[];
  /** Names of vendors' users and their groups, with `*` as a wildcard. */
  readonly users: readonly string[];
  /** Issuers of the identity providers that stores create, without `https://`. */
  readonly issuers: readonly string[];
}

/** What decides what the two roles may do. */
export interface CiScope extends AccountScope {
  /** Name of the environment: the names that callvault gives end with it. */
  readonly environment: string;
  readonly names: CiNames;
  /** The issuer of the tokens that the two roles accept. @default - GitHub's */
  readonly issuer?: string | undefined;
  /** ARN of the permissions boundary of all roles and users that are created. */
  readonly boundaryArn: string;
  /** Roles that the deploy role must never change. @default - none */
  readonly administratorArns?: readonly string[] | undefined;
  /** Where the Terraform state is. @default - not in this account: the roles cannot access it */
  readonly state?: CiState | undefined;
  /** Buckets can be destroyed with everything in them. @default false */
  readonly disposable?: boolean | undefined;
}

/** What is deployed by hand: the roles themselves, and what they depend on. */
export interface CiByHand {
  /** Names of the two roles. */
  readonly roles: readonly string[];
  /** Names of their managed policies. */
  readonly policies: readonly string[];
}
