import { compareDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import type { DoctorFinding } from '../../../cli/doctor/finding';
import type { StoreReadings } from '../../../cli/status/readings';
import type { Environment } from '../../../config/environment';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';
import { observed } from '../doctor/deployed';

/** The environment that is reported. */
export const ENVIRONMENT = environmentsOf([{ file: 'prod.yaml', text: GOOD }])[0] as Environment;

/** A case that holds recordings. */
export const held = {
  name: 'smith-2026',
  stack: 'calls-prod',
  reason: 'Smith v. Acme',
  who: 'arn:aws:iam::111111111111:user/a',
  at: '2026-01-01T00:00:00.000Z',
  runs: [],
};

/** What doctor finds of a store that was never deployed. */
export const NOT_DEPLOYED: DoctorFinding = {
  id: 'not-deployed',
  link: 'bucket',
  severity: 'broken',
  what: 'calls-prod is not deployed',
  evidence: ['neither exists'],
  fix: 'Deploy it.',
};

const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-for-a-page' };

/** What is read about a store, with changes. */
export function readingsOf(examined: Examined, change: Partial<StoreReadings> = {}): StoreReadings {
  return {
    settings: { region: 'eu-central-1', credentials: CREDENTIALS },
    live: examined.live,
    compared: compareDeployed(examined),
    arrival: observed({ key: 'recordings/a.wav', at: '2026-11-20T04:00:00.000Z' }),
    history: observed({
      runs: [
        {
          run: '2026-11-15T03-00-00.000Z',
          from: '2026-11-01',
          to: '2026-11-15',
          finishedAt: '2026-11-15T03:10:00.000Z',
          pointers: 100,
          objects: 101,
          total: 2,
          counts: { missing: 2 },
        },
      ],
      unreadable: [],
    }),
    cases: observed([]),
    ...change,
  };
}

/** A statement without Sid that lets a principal do everything with a bucket. */
export const statement = (principal: string, bucket: string) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
});
