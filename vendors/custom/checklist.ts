import type { Store } from '../../store/store';
import type { AccessMethod } from '../../store/profile';
import type { Checklist, ManualStep } from '../checklist';
import type { CustomSettings } from './settings';

const SOURCE = 'the environment file';

/** What has to exist before the deployment, and what the vendor's own account has to allow. */
function principalSteps(access: AccessMethod, title: string): ManualStep[] {
  const arn = access.kind === 'bucket-policy' ? access.principal.AWS : undefined;
  if (arn === undefined) return [];
  return [
    {
      id: 'custom-principal',
      what: `Make sure that ${arn} exists before you deploy: S3 and KMS reject a policy that names an unknown user or role, and the deployment ends with "Invalid principal in policy".`,
      source: 'IAM User Guide, "AWS JSON policy elements: Principal"',
    },
    {
      id: 'custom-key-arn',
      what: `Give ${title} the ARN of the key, kms_key_arn: in another account, its own policy has to allow the use of the key as well.`,
      source: 'AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key"',
    },
  ];
}

/** Nothing is known of the vendor but what the environment file says: all of it is done by hand. */
export function customChecklist({ profile }: Store<CustomSettings>): Checklist {
  const { title, registration, access } = profile;
  const connect = [
    ...principalSteps(access, title),
    {
      id: 'custom-enter',
      what: `Enter the values at ${title}: ${registration.where}.`,
      source: SOURCE,
    },
    {
      id: 'custom-test-recording',
      what: `Make a short recording at ${title} and look for it in the bucket.`,
      source: SOURCE,
    },
  ];
  const stop = {
    id: 'custom-stop',
    what: `Remove the values at ${title}: ${registration.where}.`,
    source: SOURCE,
  };
  return { connect, disconnect: [stop] };
}
