import type { Store } from '../../store/store';
import type { Outputs } from '../outputs';
import type { DeployedStore, Vendor } from '../vendor';
import { customChecklist } from './checklist';
import { checkCustom } from './checks';
import { customProfile } from './profile';
import { type CustomSettings, customSettings } from './settings';

/** A vendor that is described in the environment file, for vendors that callvault does not know. */
export const custom: Vendor<CustomSettings> = {
  settings: customSettings,
  profile: (settings, { partition }) => customProfile(settings, partition),
  check: checkCustom,
  outputs: customOutputs,
  checklist: customChecklist,
};

function customOutputs(store: Store<CustomSettings>, deployed: DeployedStore): Outputs {
  const { principalArn = '', recordingsKeyArn } = deployed;
  const { vendorRegion, objectTags } = store.settings;
  return {
    bucket_name: store.bucketName,
    bucket_region: store.region,
    ...(vendorRegion !== undefined && { vendor_region: vendorRegion }),
    prefix: store.prefix,
    ...accessOutputs(store, principalArn),
    // A principal of another account can use the key only if its own policy names the ARN.
    ...(store.encryption === 'sse-kms' && { kms_key_arn: recordingsKeyArn ?? '' }),
    ...(objectTags && { object_tags: new URLSearchParams(objectTags).toString() }),
  };
}

function accessOutputs({ profile, principalName }: Store, principalArn: string): Outputs {
  const { access } = profile;
  switch (access.kind) {
    case 'iam-user':
      return { user_name: principalName };
    case 'oidc':
      return { assume_role_arn: principalArn };
    case 'assume-role':
      return {
        assume_role_arn: principalArn,
        ...(access.externalId && { external_id: access.externalId.value }),
      };
    case 'bucket-policy':
      return {};
  }
}
