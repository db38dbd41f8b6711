import * as fs from 'node:fs';
import * as path from 'node:path';
import { DeclaredTypes } from './declared-types';
import type { ValueFacts, VendorFacts } from './facts';

/**
 * What no package describes: the requests, and what is around the bucket in them.
 *
 * @see Daily documentation, "REST API", "Get domain configuration" and "Set domain configuration"
 * @see daily-co/daily-ruby, `docs/DomainApi.md`, `Domain.md`, `GetDomainConfig200Response.md`
 */
const REQUESTS: VendorFacts = {
  sources: [
    'https://docs.daily.co/reference/rest-api/domain/get-domain-config',
    'https://docs.daily.co/reference/rest-api/domain/set-domain-config',
  ],
  operations: [
    { method: 'GET', path: '/v1/', answer: 'DomainConfig' },
    { method: 'POST', path: '/v1/', body: 'Domain' },
  ],
  models: {
    Domain: { properties: { type: 'DomainProperties' } },
    DomainConfig: {
      domain_name: { type: 'string' },
      domain_id: { type: 'string' },
      config: { type: 'DomainProperties' },
    },
  },
};

/** Reads the facts of the recordings bucket from Daily's own client, to which it shows the configuration of its domain. */
export function extractDaily(folder: string): VendorFacts {
  const types = new DeclaredTypes(fs.readFileSync(path.join(folder, 'index.d.ts'), 'utf8'));
  const bucket = optional(types.fieldsOf('DailyRecordingsBucket'));
  const { domainConfig } = types.fieldsOf('DailyRoomInfo');
  const { recordings_bucket = { type: '' }, lang } = types.models[domainConfig?.type ?? ''] ?? {};
  return {
    ...REQUESTS,
    models: {
      ...REQUESTS.models,
      DomainProperties: optional({
        recordings_bucket,
        ...(lang && { lang: { type: 'string' } }),
      }),
      DailyRecordingsBucket: bucket,
    },
  };
}

/** A request names what it changes. */
function optional(facts: ValueFacts): ValueFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, { required: _, ...fact }]) => [name, fact]),
  );
}
