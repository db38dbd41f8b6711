import { EXIT, exitCodeOf } from '../../cli/exit';
import { findStore } from '../../cli/find-store';
import { environmentText, genesysText, TWILIO_TEXT } from '../../dev/environment-text';
import { mutations } from '../../dev/malformed';
import { Random } from '../../dev/proof/random';
import { DAILY_DOMAIN, LocalDaily } from '../../dev/vendors/daily';
import type { VendorApi, VendorRequest } from '../../dev/vendors/exchange';
import { LocalGenesys } from '../../dev/vendors/genesys';
import { LocalTwilio, TWILIO_ACCOUNT } from '../../dev/vendors/twilio';
import { LocalVonage, VONAGE_PROJECT } from '../../dev/vendors/vonage';
import { LocalZoom, ZOOM_ACCOUNT } from '../../dev/vendors/zoom';
import { findVendor } from '../../config/resolve';
import type { Store } from '../../store/store';
import { environmentsOf } from '../environments';
import { ENV as GENESYS, EUROPEAN, KEY_ARN } from './genesys/world';
import { context, KEY, serving } from './registering';

const YAML = environmentText(
  [
    genesysText(),
    genesysText(
      { name: 'bulk', organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae8' },
      'registration: bulk-actions',
    ),
    TWILIO_TEXT,
    '  meet: { vendor: daily, bucket: acme-meet, domain: acme, retention: { days: 90 } }',
    "  archives: { vendor: vonage, bucket: acme-archives, project: '45828062', retention: { days: 90 } }",
    '  rooms: { vendor: zoom, bucket: acme-rooms, retention: { days: 90 } }',
  ].join('\n'),
  EUROPEAN,
);

interface Case {
  readonly api: () => VendorApi;
  readonly env: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<string, Case>> = {
  'calls-prod': { api: () => new LocalGenesys().answer, env: GENESYS },
  'bulk-prod': { api: () => new LocalGenesys().answer, env: GENESYS },
  'video-prod': {
    api: () => new LocalTwilio().answer,
    env: { TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid, TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token },
  },
  'meet-prod': { api: () => new LocalDaily().answer, env: { DAILY_API_KEY: DAILY_DOMAIN.key } },
  'archives-prod': {
    api: () => new LocalVonage().answer,
    env: { OPENTOK_API_KEY: VONAGE_PROJECT.key, OPENTOK_API_SECRET: VONAGE_PROJECT.secret },
  },
  'rooms-prod': {
    api: () => new LocalZoom().answer,
    env: {
      ZOOM_VIDEO_SDK_API_KEY: ZOOM_ACCOUNT.key,
      ZOOM_VIDEO_SDK_API_SECRET: ZOOM_ACCOUNT.secret,
    },
  },
};

/** A vendor one of whose answers is changed. */
function changing(api: VendorApi, at: number, random: Random) {
  let answers = 0;
  const changed: string[] = [];
  const answer: VendorApi = async (request: VendorRequest) => {
    const response = await api(request);
    answers += 1;
    if (answers !== at || response?.body === undefined) return response;
    const { what, value } = random.oneOf(mutations(response.body));
    changed.push(`${request.method} ${request.path}: ${what}`);
    return { ...response, body: value };
  };
  return { answer, changed, count: () => answers };
}

/** Registers the store, looks at it and stops it again. */
async function use(store: Store, url: string, env: Case['env']): Promise<void> {
  const vendor = findVendor(store.settings.vendor);
  const arns = { principalArn: store.principalArn, recordingsKeyArn: KEY_ARN };
  const outputs = {
    ...vendor.outputs(store, arns),
    assume_role_arn: store.principalArn ?? '',
    recordings_key_arn: KEY_ARN,
  };
  const registration = vendor.registration?.(store, context(url, env, { outputs }));
  if (!registration) throw new Error('This vendor has an API.');
  for (const { plan } of [...registration.steps, ...registration.disconnect]) {
    const { act } = await plan();
    await act?.(() => undefined);
  }
  await registration.inspect();
  await registration.forget?.(KEY.accessKeyId);
}

const TRIALS = 12;

test.each(Object.keys(CASES))(
  '%s: whatever the vendor answers, it is accepted or refused in a sentence',
  async (id) => {
    const { api, env } = CASES[id] as Case;
    const { store } = findStore(
      id,
      environmentsOf([{ file: 'environments/prod.yaml', text: YAML }]),
    );
    const problems: string[] = [];
    const attempt = async (at: number, random: Random): Promise<number> => {
      const { answer, changed, count } = changing(api(), at, random);
      await serving([answer], (url) =>
        use(store, url, env).catch((error: unknown) => {
          if (exitCodeOf(error) !== EXIT.unexpected) return;
          const stack = String((error as Error).stack)
            .split('\n')
            .slice(0, 3)
            .join(' ');
          problems.push(`${changed.join()}: ${stack}`);
        }),
      );
      return count();
    };
    const answers = await attempt(0, new Random(0));
    expect(problems).toEqual([]);
    expect(answers).toBeGreaterThan(2);
    for (let seed = 1; seed <= TRIALS; seed += 1) {
      const random = new Random(seed);
      await attempt(1 + random.below(answers), random);
    }
    expect(problems).toEqual([]);
  },
);
