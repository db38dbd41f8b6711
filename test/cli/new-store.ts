import * as fs from 'node:fs';
import { environmentText } from '../../dev/environment-text';

/** A plan that makes the store `meetings`, as `terraform show -json` prints it. */
export const NEW_STORE = fs.readFileSync('test/review/new-store/plan.json', 'utf8');

/** Text of its environment, in an AWS at an address. */
export const newStoreText = (endpoint: string) =>
  environmentText(
    '  meetings: { vendor: worqhat, bucket: acme-meetings-prod, externalId: 0d9a7c1e-6a0b-4a55, retention: { days: 90 } }\n',
    { localAws: { endpoint } },
  );
