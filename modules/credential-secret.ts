import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy';
import { Construct } from 'constructs';
import { renderPolicy } from '../core/policy';
import { denyEveryone } from '../core/statements';

/** Days a deleted secret can be restored: the most Secrets Manager allows. */
const RECOVERY_DAYS = 30;

/** Props of {@link CredentialSecret}. */
export interface CredentialSecretProps {
  readonly name: string;
  /** Shown in the console. */
  readonly description: string;
  /** ARN of the key that encrypts it: the operations key, not the recordings key. */
  readonly keyArn: string;
  /** Twelve digits. Principals of other accounts are denied. */
  readonly account: string;
  /** A secret of a throw-away environment: deleted at once. @default false */
  readonly disposable?: boolean;
}

/**
 * An empty secret for a vendor's credentials. Terraform creates the secret only; its value is written outside
 * Terraform, so no state ever contains it.
 */
export class CredentialSecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CredentialSecretProps) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, 'Secret', {
      name: props.name,
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: props.disposable ? 0 : RECOVERY_DAYS,
    });
    const otherAccounts = { StringNotEquals: { 'aws:PrincipalAccount': props.account } };
    new SecretsmanagerSecretPolicy(this, 'Policy', {
      secretArn: secret.arn,
      blockPublicPolicy: true,
      policy: renderPolicy([
        denyEveryone('DenyOtherAccounts', {
          Action: 'secretsmanager:*',
          Resource: '*',
          Condition: otherAccounts,
        }),
      ]),
    });
    this.arn = secret.arn;
  }
}
