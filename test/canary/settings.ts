import type { CanarySettings } from '../../canary/settings';

/** The canary of a store whose vendor has an access key. */
export const KEYED: CanarySettings = {
  store: 'video-prod',
  stack: 'video-prod',
  title: 'Twilio Video',
  region: 'eu-central-1',
  bucket: 'acme-video',
  bucketArn: 'arn:aws:s3:::acme-video',
  prefix: 'video/',
  locked: false,
  principal: { kind: 'user', name: 'recordings-video-prod' },
  method: { kind: 'access-key', secret: 'callvault/video-prod/access-key' },
};

/** The canary of a store whose role is trusted by the store's own account. */
export const ASSUMING: CanarySettings = {
  ...KEYED,
  title: 'Acme Recorder',
  principal: { kind: 'role', name: 'recordings-video-prod', externalId: 'a-8f14e45f' },
  method: {
    kind: 'role',
    roleArn: 'arn:aws:iam::111111111111:role/recordings-video-prod',
    externalId: 'a-8f14e45f',
  },
};

/** The canary of a store that its vendor validates. */
export const VALIDATED: CanarySettings = {
  ...ASSUMING,
  title: 'Genesys Cloud CX',
  method: {
    kind: 'validation',
    vendor: 'genesys',
    options: {},
    secret: 'callvault/calls-prod/vendor-api',
  },
};
