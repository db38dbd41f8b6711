import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import {
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type StepPlan,
} from '../registration';
import { type DailyApi, type DailyDomain, openDaily, type RecordingsBucket, UNSET } from './api';
import { compareDomain, type WantedBucket } from './findings';
import type { DailySettings } from './settings';

/** Registers a store with Daily: the recordings bucket of the domain. */
export function dailyRegistration(
  store: Store<DailySettings>,
  context: RegistrationContext,
): Registration {
  let opened: Promise<DailyApi> | undefined;
  let seen: RecordingsBucket | undefined;
  const api = () => (opened ??= openDaily(context));
  const wanted = () => wantedBucket(store, context);
  return {
    steps: [
      {
        id: 'daily-recordings-bucket',
        title: 'Recordings bucket of the Daily domain',
        plan: async () => plan(await api(), wanted(), { store, context }),
      },
    ],
    inspects: ['the domain, and what it shows of its recordings bucket'],
    disconnect: [
      {
        id: 'daily-recordings-bucket-off',
        title: 'Recordings bucket of the Daily domain',
        plan: async () => planOff(await api(), store),
      },
    ],
    inspect: async () => {
      const domain = await (await api()).readDomain();
      seen = domain.bucket;
      return compareDomain(domain, wanted(), store.settings.domain);
    },
    notShown: () => [
      ...(seen && seen.bucket_region === undefined ? ['the region of the bucket'] : []),
      ...(seen?.assume_role_arn === undefined ? ['the role of the bucket'] : []),
      ...(seen?.allow_api_access === undefined ? ['whether its API may read recordings'] : []),
    ],
  };
}

function wantedBucket(
  { settings, bucketName, region }: Store<DailySettings>,
  { outputs }: RegistrationContext,
): WantedBucket {
  return {
    bucket_name: bucketName,
    bucket_region: region,
    assume_role_arn: outputText(outputs, 'assume_role_arn'),
    allow_api_access: settings.allowApiAccess ?? false,
  };
}

interface Planned {
  readonly store: Store<DailySettings>;
  readonly context: RegistrationContext;
}

async function plan(
  api: DailyApi,
  wanted: WantedBucket,
  { store, context }: Planned,
): Promise<StepPlan> {
  const domain = await api.readDomain();
  const findings = compareDomain(domain, wanted, store.settings.domain);
  const [wrongDomain] = findings.filter(({ id }) => id === 'daily-domain');
  if (wrongDomain) {
    throw new HttpError(api.url, `belongs to ${domain.name}, not to ${store.settings.domain}`);
  }
  if (findings.length === 0 && context.prove !== true) {
    return nothingToDo(isThere(domain.bucket, wanted));
  }
  return { ...change(api, domain, wanted), says: currently(domain.bucket) };
}

/** Another bucket does not belong to this store. */
async function planOff(api: DailyApi, { bucketName }: Store<DailySettings>): Promise<StepPlan> {
  const { name, bucket } = await api.readDomain();
  if (bucket?.bucket_name !== bucketName) {
    return nothingToDo(`Recordings of ${name} are not stored here.`);
  }
  return {
    says: currently(bucket),
    loses: `recordings of ${name} would be stored at Daily, and no longer in ${bucketName}`,
    requests: UNSET.map((body) => ({ method: 'POST', url: api.url, body })),
    act: async (onDone) => {
      await api.unsetBucket(bucketName, onDone);
      return `Recordings of ${name} are stored at Daily.`;
    },
  };
}

function isThere(bucket: RecordingsBucket | undefined, { bucket_name }: WantedBucket): string {
  const role = bucket?.assume_role_arn === undefined ? '; Daily does not show the role' : '';
  return `Recordings are stored in ${bucket_name}${role}.`;
}

function currently(bucket: RecordingsBucket | undefined): string {
  return `Recordings are stored ${bucket ? `in ${bucket.bucket_name ?? 'a bucket without a name'}` : 'at Daily'}.`;
}

function change(
  api: DailyApi,
  { name, bucket }: DailyDomain,
  wanted: WantedBucket,
): Omit<StepPlan, 'says'> {
  // Settings of the bucket that are not this store's, such as how links open, are sent back as they are.
  const next = { ...bucket, ...wanted };
  const before = bucket && (bucket.bucket_name ?? 'the bucket that Daily does not name');
  return {
    requests: [{ method: 'POST', url: api.url, body: { properties: { recordings_bucket: next } } }],
    ...(before !== undefined &&
      before !== wanted.bucket_name && { loses: `recordings would no longer go to ${before}` }),
    act: async () => {
      await api.setBucket(next);
      return `Recordings of ${name} are stored in ${wanted.bucket_name}.`;
    },
  };
}
