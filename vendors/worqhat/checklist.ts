import type { Checklist } from '../checklist';

const WORKSPACE = 'WorqHat guide, "Configuring your Workspace to store recordings in S3"';

/** WorqHat has no API for storage: all of it is done in its workspace. */
export const WORQHAT_CHECKLIST: Checklist = {
  connect: [
    {
      id: 'worqhat-marketplace',
      what: 'Enable AWS Integrations for the workspace in the Integrations Marketplace.',
      source: WORKSPACE,
    },
    {
      id: 'worqhat-settings',
      what: 'Choose "Store in your own S3 Bucket" in Virtual Meeting Settings, enter the three values, and press Update.',
      source: WORKSPACE,
    },
    {
      id: 'worqhat-test-meeting',
      what: 'Record a short meeting and look for it in the bucket: WorqHat keeps no copy of its own.',
      source: 'WorqHat guide, first paragraph',
    },
  ],
  disconnect: [
    {
      id: 'worqhat-stop',
      what: 'Choose another storage in Virtual Meeting Settings, and press Update. The role works until the stack is destroyed.',
      source: WORKSPACE,
    },
  ],
};
