import type { Statement } from '../core/policy';
import { allow } from '../core/statements';
import type { StoreCanary } from './canary';
import type { Store } from './store';

/**
 * The permissions of a canary: to act as the vendor, and to see the policies of the vendor's role or user, so that it can
 * say which one refuses it. It has none on the bucket and its key.
 *
 * @see AWS Secrets Manager User Guide, "IAM policy statements", on the six characters at the end of an ARN
 */
export function canaryStatements(store: Store, { settings }: StoreCanary): Statement[] {
  const { method, principal } = settings;
  const { partition, region, account, principalArn = '' } = store;
  const secret = method.kind === 'role' ? undefined : method.secret;
  const secretArn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret ?? ''}-??????`;
  const groupArn = `arn:${partition}:iam::${account}:group/${principal.name}`;
  return [
    secret === undefined
      ? allow('AssumeVendorRole', 'sts:AssumeRole', principalArn)
      : allow('ReadCredentials', 'secretsmanager:GetSecretValue', secretArn),
    ...(principal.kind === 'role'
      ? [allow('SeeVendorRole', ['iam:GetRole', 'iam:GetRolePolicy'], principalArn)]
      : [
          allow('SeeVendorUser', 'iam:ListGroupsForUser', principalArn),
          allow('SeeVendorGroup', 'iam:GetGroupPolicy', groupArn),
        ]),
  ];
}
