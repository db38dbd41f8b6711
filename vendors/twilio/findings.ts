import type { VendorFinding } from '../registration';
import type { VendorSeverity } from '../vendor';
import { type Kind, renderSettings, type StorageSettings } from './settings-resource';

/** What the registration can find. */
export const TWILIO_FINDINGS = {
  'twilio-storage-off': 'broken',
  'twilio-url': 'broken',
  'twilio-credential-other': 'broken',
  'twilio-test-file': 'broken',
} as const satisfies Record<string, VendorSeverity>;

/** The end of the key of the file with which Twilio tries a bucket. @see Twilio guide, "Step 4" */
export const TEST_SUFFIX = '.txt';

/** Compares Twilio's settings with what a store expects; `sids` are the credentials of its key, when it is known. */
export function compareSettings(
  kind: Kind,
  current: StorageSettings,
  expected: { readonly url: string; readonly sids: readonly string[] | undefined },
): VendorFinding[] {
  const finding = (id: keyof typeof TWILIO_FINDINGS, what: string): VendorFinding[] => [
    {
      id,
      what,
      evidence: renderSettings(kind, current),
      fix: 'Run callvault connect for the store.',
    },
  ];
  const recordings = `${kind.toLowerCase()}s`;
  if (!current.enabled) {
    return finding('twilio-storage-off', `Twilio does not store ${recordings} in S3`);
  }
  if (current.url !== expected.url) {
    return finding('twilio-url', `Twilio does not store ${recordings} at ${expected.url}`);
  }
  if (!expected.sids || expected.sids.includes(current.credentialSid ?? '')) return [];
  return finding(
    'twilio-credential-other',
    `Twilio writes ${recordings} with a credential that is not the store's access key`,
  );
}

/** The test file that Twilio writes after its settings are changed did not arrive. */
export function testFileMissing(kind: Kind): VendorFinding {
  const id: keyof typeof TWILIO_FINDINGS = 'twilio-test-file';
  return {
    id,
    what: `Twilio's test file did not arrive after the ${kind.toLowerCase()} settings were changed`,
    evidence: `no new *${TEST_SUFFIX} below the prefix`,
    fix: 'Run callvault doctor for the store, and look for 53615 and 53616 in the Debugger of Twilio: 53616 means that a recording was lost.',
    guide: 'Twilio guide, "Step 4: Configure Twilio to store into the S3 bucket"',
  };
}
