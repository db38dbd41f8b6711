import { RefusedError } from '../../core/problem';
import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import type { AccessKey } from '../../core/access-key';
import {
  notYetKnown,
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type RegistrationNote,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import { type Archive, openVonage, type VonageApi } from './api';
import { vonageFinding } from './findings';
import type { VonageSettings } from './settings';
import { archiveStorage } from './storage';

/**
 * Registers a store with the Vonage Video API: the archive storage of the project. Vonage never shows it, so what was set
 * is noted, and the newest archives show whether uploads succeed.
 */
export function vonageRegistration(
  store: Store<VonageSettings>,
  context: RegistrationContext,
): Registration {
  const registration = new VonageRegistration(store, context);
  const title = 'Archive storage at Vonage';
  return {
    steps: [{ id: 'vonage-storage', title, plan: () => registration.plan() }],
    inspect: () => registration.inspect(),
    inspects: ['that the newest archives were uploaded'],
    notShown: () => ['the archive storage, which was set by callvault'],
    disconnect: [{ id: 'vonage-storage-off', title, plan: () => registration.planOff() }],
    forget: (accessKeyId) => registration.forget(accessKeyId),
  };
}

/** What is set, and what is called with each thing done. */
interface Setting {
  readonly key: AccessKey;
  readonly wanted: string;
  readonly onDone: (what: string) => void;
}

/** Archives that are looked at. */
const NEWEST = 20;

class VonageRegistration {
  private opened: Promise<VonageApi> | undefined;

  constructor(
    private readonly store: Store<VonageSettings>,
    private readonly context: RegistrationContext,
  ) {}

  async plan(): Promise<StepPlan> {
    const api = await this.openProject();
    const { notes, prove = false } = this.context;
    const key = this.context.key();
    const note = await notes.read();
    const wanted = this.describe(key);
    if (note && !prove && note.done && note.what === wanted) {
      return nothingToDo(`It was set on ${dayOf(note)}; Vonage does not show it.`);
    }
    return {
      says: describeNote(note),
      requests: [{ method: 'PUT', url: api.url, body: this.shownStorage(key) }],
      ...(!note && { loses: `${UNKNOWN} It would be replaced, if the project has one` }),
      ...(key && { act: (onDone) => this.set(api, { key, wanted, onDone }) }),
    };
  }

  private shownStorage(key: AccessKey | undefined): object {
    return archiveStorage(this.store, {
      accessKey: key?.accessKeyId ?? notYetKnown('id of the new access key'),
      secretKey: '<redacted>',
    });
  }

  /** Noted before and after: a run that is killed in between leaves the consent, and is not taken for done. */
  private async set(api: VonageApi, { key, wanted: what, onDone }: Setting): Promise<string> {
    const { notes } = this.context;
    await notes.write({ what, at: new Date().toISOString(), done: false });
    const { accessKeyId: accessKey, secretAccessKey } = key;
    const secretKey = secretAccessKey.reveal();
    await api.setStorage(archiveStorage(this.store, { accessKey, secretKey }), key);
    const done = `Archives of ${api.project} are uploaded to ${this.store.bucketName}.`;
    onDone(done);
    await notes.write({ what, at: new Date().toISOString(), done: true });
    return done;
  }

  /** Without a note, the storage may have been set by another person or tool. */
  async planOff(): Promise<StepPlan> {
    const api = await this.openProject();
    const { notes } = this.context;
    const note = await notes.read();
    if (!note) return nothingToDo(`callvault has not set the archive storage of ${api.project}.`);
    return {
      says: describeNote(note),
      loses: `the archive storage that ${api.project} has now would be deleted: Vonage does not show whether it is still the one that callvault has set`,
      requests: [{ method: 'DELETE', url: api.url }],
      act: async (onDone) => {
        await api.deleteStorage();
        const done = `Archives of ${api.project} are stored at Vonage.`;
        onDone(done);
        await notes.remove();
        return done;
      },
    };
  }

  async inspect(): Promise<VendorFinding[]> {
    const api = await this.open();
    const { project } = this.store.settings;
    if (api.project !== project) return [otherProject(api.project, project)];
    const note = await this.context.notes.read();
    const archives = await api.listNewest(NEWEST);
    if (!note?.done) return [unknownStorage(project)];
    const key = this.context.key();
    const wanted = this.describe(key);
    return [
      ...(key && note.what !== wanted
        ? [
            vonageFinding('vonage-storage-other', {
              what: 'Vonage uploads archives to another bucket, or with another key',
              evidence: `callvault set it to ${note.what}; expected ${wanted}`,
            }),
          ]
        : []),
      ...notUploaded(archives, Date.parse(note.at)),
    ];
  }

  /** Vonage keeps a copy of the key in the storage. */
  async forget(accessKeyId: string): Promise<string> {
    const note = await this.context.notes.read();
    if (note?.what.includes(accessKeyId)) {
      throw new HttpError(
        (await this.open()).url,
        `still has ${accessKeyId}, so it was not deleted`,
      );
    }
    return 'It is not in the archive storage that callvault has set.';
  }

  private open(): Promise<VonageApi> {
    return (this.opened ??= openVonage(this.context));
  }

  private async openProject(): Promise<VonageApi> {
    const api = await this.open();
    const { project } = this.store.settings;
    if (api.project === project) return api;
    const { what, fix } = otherProject(api.project, project);
    throw RefusedError.of('vonage-project', what, fix);
  }

  /** What is noted: no secret. */
  private describe(key: AccessKey | undefined): string {
    const { bucketName, settings } = this.store;
    return `${bucketName} with ${key?.accessKeyId ?? 'no key'}, fallback ${settings.fallback ?? 'opentok'}`;
  }
}

const UNKNOWN = 'Vonage does not show the archive storage that the project has now.';

const dayOf = ({ at }: RegistrationNote) => at.slice(0, 10);

function describeNote(note: RegistrationNote | undefined): string {
  return note ? `It was set on ${dayOf(note)} to ${note.what}.` : UNKNOWN;
}

/** The prefix is the API key, so the key of another project sets a storage whose uploads are denied. */
function otherProject(is: string, expected: string): VendorFinding {
  return vonageFinding('vonage-project', {
    what: `The credentials belong to the project ${is}, not to ${expected}`,
    evidence: `the API key is ${is}; the store's is ${expected}`,
    fix: "Use the API key and secret of the store's project, or correct project in the environment file.",
  });
}

function unknownStorage(project: string): VendorFinding {
  return vonageFinding('vonage-storage-unknown', {
    what: 'It is not known whether Vonage uploads archives to the bucket',
    evidence: `callvault has not set the archive storage of ${project}, and Vonage does not show it`,
    fix: 'Run npx callvault connect, or look at the cloud storage on the page of the project.',
  });
}

/** @see Vonage's server SDK, `Archive.status`: `available` and `expired` archives are, or were, in Vonage's cloud */
function notUploaded(archives: readonly Archive[], since: number): VendorFinding[] {
  const ended = archives.filter(
    ({ createdAt, status }) =>
      createdAt > since && ['uploaded', 'available', 'expired'].includes(status),
  );
  const [newest] = ended;
  if (newest === undefined || newest.status === 'uploaded') return [];
  return [
    vonageFinding('vonage-not-uploaded', {
      what: 'Vonage stores archives itself: it has no archive storage, or could not write to the bucket',
      evidence: `the newest archive ${newest.id} is ${newest.status}`,
      fix: 'Run npx callvault doctor, and look at the cloud storage on the page of the project.',
    }),
  ];
}
