import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import {
  notYetKnown,
  outputText,
  type Registration,
  type RegistrationContext,
  type RegistrationStep,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import type { Store } from '../../store/store';
import { TWILIO_ENDPOINTS, TwilioApi } from './api';
import {
  createCredential,
  credentialName,
  credentialsUrl,
  deleteCredential,
  findCredentials,
} from './credentials';
import { tryExplainCode } from './errors';
import type { TwilioSettings } from './index';
import {
  type Kind,
  readSettings,
  settingsFields,
  settingsUrl,
  type StorageSettings,
} from './settings-resource';

/** What ends the key of the file with which Twilio tries a bucket. @see Twilio guide, "Step 4" */
const TEST_SUFFIX = '.txt';

/** @see Twilio documentation, "API Authentication": an API key, or the account's own SID and token */
const CREDENTIALS = [
  ['TWILIO_API_KEY', 'TWILIO_API_SECRET'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
] as const;

/** How Twilio is told of a store: an AWS credential, and where recordings and compositions are stored. */
export function twilioRegistration(
  store: Store<TwilioSettings>,
  context: RegistrationContext,
): Registration {
  const registration = new TwilioRegistration(store, context);
  return {
    steps: registration.steps(),
    inspect: () => registration.inspect(),
    forget: (accessKeyId) => registration.forget(accessKeyId),
  };
}

class TwilioRegistration {
  private opened: Promise<TwilioApi> | undefined;
  /** SID of the key's credential, once it is known. */
  private sid: string | undefined;
  /** Which of Twilio's tests has not come. */
  private readonly missingTests: Kind[] = [];

  constructor(
    private readonly store: Store<TwilioSettings>,
    private readonly context: RegistrationContext,
  ) {}

  steps(): RegistrationStep[] {
    const { recordings, compositions } = this.store.settings;
    const kind = (id: string, each: Kind, wanted: boolean): RegistrationStep => ({
      id,
      title: `${each} settings at Twilio`,
      plan: () => (wanted ? this.planOn(each) : this.planOff(each)),
    });
    return [
      {
        id: 'twilio-credential',
        title: 'AWS credential at Twilio',
        plan: () => this.planCredential(),
      },
      kind('twilio-recordings', 'Recording', recordings),
      kind('twilio-compositions', 'Composition', compositions),
    ];
  }

  async inspect(): Promise<VendorFinding[]> {
    const api = await this.api();
    const key = this.context.key();
    const sids = key && (await findCredentials(api, key.accessKeyId)).map(({ sid }) => sid);
    const findings: VendorFinding[] = [];
    for (const kind of this.wanted()) {
      findings.push(...compare(kind, await readSettings(api, kind), { url: this.url, sids }));
    }
    return [...findings, ...this.missingTests.map(testMissing)];
  }

  async forget(accessKeyId: string): Promise<string> {
    const api = await this.api();
    const used = await Promise.all(
      (['Recording', 'Composition'] as const).map(async (kind) => readSettings(api, kind)),
    );
    const old = await findCredentials(api, accessKeyId);
    for (const { sid } of old) {
      if (used.some(({ enabled, credentialSid }) => enabled && credentialSid === sid)) {
        throw new HttpError(credentialsUrl(api), `still has ${sid} in use, so it was not deleted`);
      }
      await deleteCredential(api, sid);
    }
    const sids = old.map(({ sid }) => sid).join(', ');
    return old.length === 0 ? 'Twilio knows no credential of it.' : `Deleted ${sids} at Twilio.`;
  }

  private get url(): string {
    return outputText(this.context.outputs, 'aws_s3_url');
  }

  private wanted(): Kind[] {
    const { recordings, compositions } = this.store.settings;
    return [
      ...(recordings ? (['Recording'] as const) : []),
      ...(compositions ? (['Composition'] as const) : []),
    ];
  }

  private api(): Promise<TwilioApi> {
    this.opened ??= this.open();
    return this.opened;
  }

  private async open(): Promise<TwilioApi> {
    const { local } = this.context;
    const said = Object.values(await this.context.credentials(...CREDENTIALS));
    const [sid = new Secret(''), secret = new Secret('')] = said;
    const endpoints = local === undefined ? TWILIO_ENDPOINTS : { accounts: local, video: local };
    return new TwilioApi(endpoints, { sid: sid.reveal(), secret });
  }

  private async planCredential(): Promise<StepPlan> {
    const api = await this.api();
    const key = this.context.key();
    const [found] = key ? await findCredentials(api, key.accessKeyId) : [];
    this.sid = found?.sid;
    if (found) {
      return { says: `${found.sid} is the access key's.`, requests: [] };
    }
    const id = key?.accessKeyId ?? notYetKnown('id of the new access key');
    return {
      says: 'Twilio does not know the access key.',
      requests: [
        {
          method: 'POST',
          url: credentialsUrl(api),
          body: {
            Credentials: `${id}:${String(key?.secretAccessKey ?? '<redacted>')}`,
            FriendlyName: credentialName(id, this.store.id),
          },
        },
      ],
      ...(key && {
        act: async () => {
          this.sid = await createCredential(api, key, this.store.id);
          return `Made ${this.sid} at Twilio.`;
        },
      }),
    };
  }

  private async planOn(kind: Kind): Promise<StepPlan> {
    const api = await this.api();
    const now = await readSettings(api, kind);
    const next: StorageSettings = {
      friendlyName: now.friendlyName ?? `callvault ${this.store.id}`,
      credentialSid: this.sid ?? notYetKnown('SID of the new credential'),
      ...{ url: this.url, enabled: true },
    };
    if (isSame(now, next) && this.context.prove !== true) {
      return { says: `${kind}s are stored at ${this.url}.`, requests: [] };
    }
    return {
      says: describe(kind, now),
      ...(now.enabled &&
        now.url !== this.url && { gives: `${kind}s would no longer go to ${now.url ?? ''}` }),
      ...this.change(api, kind, next),
    };
  }

  /** Only what goes to this bucket is switched off: other places are no business of this store. */
  private async planOff(kind: Kind): Promise<StepPlan> {
    const api = await this.api();
    const now = await readSettings(api, kind);
    if (!now.enabled || now.url !== this.url) {
      return { says: `${kind}s are none of this store's.`, requests: [] };
    }
    return {
      says: `${kind}s are stored here, and should not be.`,
      ...this.change(api, kind, { ...now, enabled: false }),
    };
  }

  private change(
    api: TwilioApi,
    kind: Kind,
    next: StorageSettings,
  ): Pick<StepPlan, 'requests' | 'act'> {
    const url = settingsUrl(api, kind);
    const fields = settingsFields(next);
    return {
      requests: [{ method: 'POST', url, body: fields }],
      act: async () => {
        const arrived = await this.context.watchArrivals(TEST_SUFFIX);
        const key = this.context.key();
        const secrets = key ? [key.secretAccessKey] : [];
        await explained(() => api.send({ url, fields, repeatable: true, secrets }));
        if (!next.enabled) return `${kind}s are no longer stored here.`;
        const test = await arrived();
        if (test === undefined) this.missingTests.push(kind);
        const proof =
          test === undefined ? 'its test file has not come' : `its test file is ${test}`;
        return `${kind}s are stored at ${this.url}; ${proof}.`;
      },
    };
  }
}

function isSame(now: StorageSettings, next: StorageSettings): boolean {
  return now.enabled && now.url === next.url && now.credentialSid === next.credentialSid;
}

function describe(kind: Kind, { enabled, url, credentialSid }: StorageSettings): string {
  return enabled
    ? `${kind}s are stored at ${url ?? 'nowhere'} with ${credentialSid ?? 'no credential'}.`
    : `${kind}s are stored at Twilio.`;
}

/** Says what one of Twilio's codes means for recordings. */
async function explained(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    const meaning = error instanceof HttpError ? tryExplainCode(error.details.code) : undefined;
    if (!(error instanceof HttpError) || meaning === undefined) throw error;
    const { url, message, status, details } = error;
    throw new HttpError(url, `${message.slice(url.length + 1)}: ${meaning}`, { status, details });
  }
}

function compare(
  kind: Kind,
  now: StorageSettings,
  expected: { readonly url: string; readonly sids: readonly string[] | undefined },
): VendorFinding[] {
  const evidence = describe(kind, now);
  const fix = 'Run callvault connect for the store.';
  if (!now.enabled) {
    const what = `Twilio does not store ${kind.toLowerCase()}s in S3`;
    return [{ id: 'twilio-storage-off', what, evidence, fix }];
  }
  if (now.url !== expected.url) {
    const what = `Twilio stores ${kind.toLowerCase()}s elsewhere than at ${expected.url}`;
    return [{ id: 'twilio-url', what, evidence, fix }];
  }
  if (!expected.sids || expected.sids.includes(now.credentialSid ?? '')) return [];
  const what = `Twilio writes ${kind.toLowerCase()}s with another credential than the store's access key`;
  return [{ id: 'twilio-credential-other', what, evidence, fix }];
}

function testMissing(kind: Kind): VendorFinding {
  return {
    id: 'twilio-test-file',
    what: `the file with which Twilio tries a bucket has not come after the ${kind.toLowerCase()} settings were changed`,
    evidence: `no new *${TEST_SUFFIX} below the prefix`,
    fix: 'Run callvault doctor for the store, and look for 53615 and 53616 in the Debugger of Twilio: 53616 means that a recording was lost.',
    guide: 'Twilio guide, "Step 4: Configure Twilio to store into the S3 bucket"',
  };
}
