/** Name of the one policy that callvault gives the role, or the user's group, of a vendor. */
export const VENDOR_POLICY_NAME = 'recordings';
