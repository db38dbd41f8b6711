/** An environment with one store, in which one word after the other is changed. */
export const BASE = `
account: '222222222222'
region: eu-central-1
type: production
state: { backend: cloud, organization: acme }
tags: {}
stores:
  calls:
    vendor: genesys
    bucket: acme-calls
    principalName: name-of-role
    organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7
    genesysAccount: '765628985471'
    genesysRegion: eu-central-1
    vendorRetentionDays: 700
    retention: { days: 730 }
    sourceIp: { mode: enforce, cidrs: [203.0.113.0/24] }
`;
