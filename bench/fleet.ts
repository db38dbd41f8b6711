import * as fs from 'node:fs';
import * as path from 'node:path';

/** About 40 KB of YAML. */
const STORES_PER_FILE = 100;

/**
 * Writes environment files with typical stores: three vendors alternately, archive classes, readers, address ranges for
 * one store in three, a replica for one in ten, the integrity check for one in thirty.
 *
 * @param stores - number of stores in all files together
 */
export function writeFleet(folder: string, stores: number): void {
  fs.mkdirSync(folder, { recursive: true });
  for (let first = 0; first < stores; first += STORES_PER_FILE) {
    const number = first / STORES_PER_FILE;
    const end = Math.min(first + STORES_PER_FILE, stores);
    fs.writeFileSync(
      path.join(folder, `fleet${stores}-${number}.yaml`),
      environmentText(number, first, end),
    );
  }
}

function environmentText(number: number, first: number, end: number): string {
  const account = String(100_000_000_000 + number);
  const texts = [];
  for (let index = first; index < end; index++) texts.push(storeText(index, account));
  return `account: '${account}'
region: eu-central-1
type: production

tags:
  owner: platform-team
  cost-center: recordings

administrators:
  - arn:aws:iam::${account}:role/callvault-deployer
  - arn:aws:iam::${account}:role/break-glass

state:
  backend: cloud
  organization: acme
  project: recordings

stores:
${texts.join('\n')}`;
}

function storeText(index: number, account: string): string {
  const own = [worqhat, genesys, twilio][index % 3]?.(index) ?? '';
  const replica = index % 10 === 0 ? '    replication:\n      region: eu-west-1\n' : '';
  const integrity = index % 30 === 1 ? '    integrity:\n      source: api\n' : '';
  return `  store${index}:
${own}${replica}${integrity}    bucket: acme-calls-${index}
    readers:
      - arn:aws:iam::${account}:role/compliance
    tags:
      team: team-${index % 40}
`;
}

const worqhat = (index: number) => `    vendor: worqhat
    principalName: recordings-${index}-7f3c91d2
    retention:
      days: 6 years
      transitions: archive
`;

const genesys = (index: number) => `    vendor: genesys
    organizationId: 7c9e6679-7425-40de-944b-${index.toString(16).padStart(12, '0')}
    genesysAccount: '765628985471'
    genesysRegion: eu-central-1
    vendorMayDelete: false
    includeMetadata: true
    vendorRetentionDays: 24 months
    retention:
      days: 24 months
      transitions: archive
    sourceIp:
      mode: enforce
      cidrs:
        - 203.0.113.0/24
        - 198.51.100.0/24
`;

const twilio = () => `    vendor: twilio
    prefix: twilio/prod/
    recordings: false
    compositions: true
    retention:
      days: 1 year
      transitions: instant
`;
