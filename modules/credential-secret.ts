import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy';
import { Construct } from 'constructs';
import { renderPolicy } from '../core/policy';

/** Days a deleted secret can be restored: the most Secrets Manager allows. */
const RECOVERY_DAYS = 30;

/** What {@link CredentialSecret} needs to know. */
export interface CredentialSecretProps {
  /** Name of the secret. */
  readonly name: string;
  /** What it will hold. */
  readonly description: string;
  /** ARN of the key that encrypts it: the operations key, not the recordings'. */
  readonly keyArn: string;
  /** Twelve digits; principals of other accounts are denied. */
  readonly account: string;
  /** A secret of a throw-away environment: deleted at once. @default false */
  readonly disposable?: boolean;
}

/**
 * An empty secret for a vendor's access key. Terraform makes the place; the key itself is made and
 * put there outside of it, so that no state ever holds it.
 */
export class CredentialSecret extends Construct {
  /** ARN of the secret. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CredentialSecretProps) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, 'Secret', {
      name: props.name,
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: props.disposable ? 0 : RECOVERY_DAYS,
    });
    new SecretsmanagerSecretPolicy(this, 'Policy', {
      secretArn: secret.arn,
      blockPublicPolicy: true,
      policy: renderPolicy([
        {
          Sid: 'DenyOtherAccounts',
          Effect: 'Deny',
          Principal: '*',
          Action: 'secretsmanager:*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': props.account } },
        },
      ]),
    });
    this.arn = secret.arn;
  }
}
