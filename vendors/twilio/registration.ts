import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import {
  notYetKnown,
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type RegistrationStep,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import { openTwilio, type TwilioApi } from './api';
import {
  createCredential,
  credentialName,
  credentialsUrl,
  deleteCredential,
  findCredentials,
} from './credentials';
import { tryExplainCode } from './errors';
import { compareSettings, TEST_SUFFIX, testFileMissing } from './findings';
import { tryFindBucket } from './s3-url';
import type { TwilioSettings } from './settings';
import {
  type Kind,
  readSettings,
  renderSettings,
  settingsFields,
  settingsUrl,
  type StorageSettings,
} from './settings-resource';

const KINDS: readonly Kind[] = ['Recording', 'Composition'];

/** Registers a store with Twilio: an AWS credential, and where recordings and compositions are stored. */
export function twilioRegistration(
  store: Store<TwilioSettings>,
  context: RegistrationContext,
): Registration {
  const registration = new TwilioRegistration(store, context);
  return {
    steps: registration.steps(),
    inspect: () => registration.inspect(),
    inspects: ['the storage settings and their credential'],
    disconnect: registration.disconnectSteps(),
    forget: (accessKeyId) => registration.forget(accessKeyId),
  };
}

class TwilioRegistration {
  private opened: Promise<TwilioApi> | undefined;
  /** SID of the key's credential, once it is known. */
  private sid: string | undefined;
  /** What was switched on without its test file arriving. */
  private readonly missingTests: Kind[] = [];

  constructor(
    private readonly store: Store<TwilioSettings>,
    private readonly context: RegistrationContext,
  ) {}

  steps(): RegistrationStep[] {
    return [
      {
        id: 'twilio-credential',
        title: 'AWS credential at Twilio',
        plan: () => this.planCredential(),
      },
      ...KINDS.map((kind) => ({
        id: `twilio-${kind.toLowerCase()}s`,
        title: `${kind} settings at Twilio`,
        plan: () => (this.isWanted(kind) ? this.planOn(kind) : this.planOff(kind)),
      })),
    ];
  }

  /** Both kinds: what is stored in the bucket is switched off, under whatever URL a person has entered. */
  disconnectSteps(): RegistrationStep[] {
    return KINDS.map((kind) => ({
      id: `twilio-${kind.toLowerCase()}s-off`,
      title: `${kind} settings at Twilio`,
      plan: () => this.planStop(kind),
    }));
  }

  private async planStop(kind: Kind): Promise<StepPlan> {
    const { bucketName } = this.store;
    const api = await this.api();
    const current = await readSettings(api, kind);
    if (!current.enabled || tryFindBucket(current.url) !== bucketName) {
      return nothingToDo(`${kind}s are not stored here.`);
    }
    return {
      says: renderSettings(kind, current),
      loses: `${kind}s would be stored at Twilio, and no longer in ${bucketName}`,
      ...this.change(api, kind, { ...current, enabled: false }),
    };
  }

  async inspect(): Promise<VendorFinding[]> {
    const api = await this.api();
    const key = this.context.key();
    const sids = key && (await findCredentials(api, key.accessKeyId));
    const findings: VendorFinding[] = [];
    for (const kind of KINDS.filter((each) => this.isWanted(each))) {
      const current = await readSettings(api, kind);
      findings.push(...compareSettings(kind, current, { url: this.url, sids }));
    }
    return [...findings, ...this.missingTests.map(testFileMissing)];
  }

  async forget(accessKeyId: string): Promise<string> {
    const api = await this.api();
    const used = await Promise.all(KINDS.map((kind) => readSettings(api, kind)));
    const sids = await findCredentials(api, accessKeyId);
    for (const sid of sids) {
      if (used.some(({ enabled, credentialSid }) => enabled && credentialSid === sid)) {
        throw new HttpError(credentialsUrl(api), `still has ${sid} in use, so it was not deleted`);
      }
      await deleteCredential(api, sid);
    }
    return sids.length === 0
      ? 'Twilio has no credential for it.'
      : `Deleted ${sids.join(', ')} at Twilio.`;
  }

  private get url(): string {
    return outputText(this.context.outputs, 'aws_s3_url');
  }

  private isWanted(kind: Kind): boolean {
    const { recordings, compositions } = this.store.settings;
    return kind === 'Recording' ? recordings : compositions;
  }

  private api(): Promise<TwilioApi> {
    return (this.opened ??= openTwilio(this.context));
  }

  private async planCredential(): Promise<StepPlan> {
    const api = await this.api();
    const key = this.context.key();
    [this.sid] = key ? await findCredentials(api, key.accessKeyId) : [];
    if (this.sid !== undefined) {
      return nothingToDo(`${this.sid} is the credential of the access key.`);
    }
    const id = key?.accessKeyId ?? notYetKnown('id of the new access key');
    const body = {
      Credentials: `${id}:${String(key?.secretAccessKey ?? '<redacted>')}`,
      FriendlyName: credentialName(id, this.store.nameId),
    };
    return {
      says: 'Twilio does not have the access key.',
      requests: [{ method: 'POST', url: credentialsUrl(api), body }],
      ...(key && {
        act: async () => {
          this.sid = await createCredential(api, key, this.store.nameId);
          return `Created ${this.sid} at Twilio.`;
        },
      }),
    };
  }

  private async planOn(kind: Kind): Promise<StepPlan> {
    const { url } = this;
    const api = await this.api();
    const current = await readSettings(api, kind);
    const next: StorageSettings = {
      ...current,
      friendlyName: current.friendlyName ?? `callvault ${this.store.nameId}`,
      credentialSid: this.sid ?? notYetKnown('SID of the new credential'),
      url,
      enabled: true,
    };
    const same =
      current.enabled && current.url === url && current.credentialSid === next.credentialSid;
    if (same && this.context.prove !== true) return nothingToDo(`${kind}s are stored at ${url}.`);
    return {
      says: renderSettings(kind, current),
      ...(current.enabled &&
        current.url !== url && { loses: `${kind}s would no longer go to ${current.url ?? ''}` }),
      ...this.change(api, kind, next),
    };
  }

  /** Only what goes to this bucket is switched off: other destinations do not belong to this store. */
  private async planOff(kind: Kind): Promise<StepPlan> {
    const api = await this.api();
    const current = await readSettings(api, kind);
    if (!current.enabled || current.url !== this.url) {
      return nothingToDo(`${kind}s are not stored here.`);
    }
    return {
      says: `${kind}s are stored here, but the store does not ask for them.`,
      ...this.change(api, kind, { ...current, enabled: false }),
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
      act: async (onDone) => {
        const waitForTest = await this.context.watchArrivals(TEST_SUFFIX);
        const key = this.context.key();
        const secrets = key ? [key.secretAccessKey] : [];
        await api.send({ url, fields, repeatable: true, secrets }).catch(rethrowExplained);
        if (!next.enabled) return `${kind}s are no longer stored here.`;
        onDone(`${kind}s are stored at ${this.url}.`);
        const test = await waitForTest();
        if (test === undefined) this.missingTests.push(kind);
        const proof =
          test === undefined ? 'its test file did not arrive' : `its test file is ${test}`;
        return `${kind}s are stored at ${this.url}; ${proof}.`;
      },
    };
  }
}

/** Adds what one of Twilio's codes means for recordings. */
function rethrowExplained(error: unknown): never {
  const meaning = error instanceof HttpError ? tryExplainCode(error.details.code) : undefined;
  if (!(error instanceof HttpError) || meaning === undefined) throw error;
  const { url, message, status, details } = error;
  throw new HttpError(url, `${message.slice(url.length + 1)}: ${meaning}`, { status, details });
}
