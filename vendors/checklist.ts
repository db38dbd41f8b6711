/** Something that no API sets or shows: a person has to do it, and look at it. */
export interface ManualStep {
  /** Its id, unique among all vendors; `docs/connect.md` explains each. */
  readonly id: string;
  /** What to do: a sentence that starts with a verb. */
  readonly what: string;
  /** Where it is described, by document and section. */
  readonly source: string;
}

/** What a person has to do for a vendor. */
export interface Checklist {
  /** To register a store, after what `callvault connect` does. */
  readonly connect: readonly ManualStep[];
  /** To end that, after what `callvault disconnect` does. */
  readonly disconnect: readonly ManualStep[];
}

/** What holds for the credentials of the person who deploys, for every vendor. */
export const AWS_CHECKLIST: readonly ManualStep[] = [
  {
    id: 'aws-no-root',
    what: 'Never use the root user of the AWS account: use a role with only the permissions that deploying needs.',
    source: 'WorqHat guide, "Install the AWS CDK"',
  },
  {
    id: 'aws-identity-center',
    what: 'With IAM Identity Center, sign in with aws sso login and set AWS_PROFILE: Terraform and callvault read it themselves, without the helper that the guide mentions.',
    source: 'WorqHat guide, "Install the AWS CDK"',
  },
];
