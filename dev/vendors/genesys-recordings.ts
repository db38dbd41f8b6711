import { DAY_MS } from '../../core/day';
import type { VendorRequest, VendorResponse } from './exchange';

/** A recording, as Genesys Cloud's retention query returns it. */
export interface GenesysRecording {
  readonly conversationId: string;
  readonly recordingId: string;
  readonly creationTime: string;
  /** When Genesys deletes its copy. @default - never */
  readonly deleteDate?: string;
}

/** A retention policy: the fields that matter here. */
export interface GenesysPolicy {
  readonly id: string;
  readonly name: string;
  readonly enabled?: boolean;
  readonly actions?: PolicyActions;
  readonly mediaPolicies?: Readonly<Record<string, { readonly actions?: PolicyActions }>>;
}

interface PolicyActions {
  readonly retainRecording?: boolean;
  readonly deleteRecording?: boolean;
  readonly alwaysDelete?: boolean;
  readonly retentionDuration?: { readonly deleteRetention?: { readonly days?: number } };
  readonly integrationExport?: { readonly integration: { readonly id: string } };
}

/**
 * What the description of the retention query leaves open. A test that holds under one reading only proves nothing of
 * Genesys.
 */
export interface RetentionReading {
  /**
   * "Retained for more days than": the days since the recording was made, or the days for which it is kept in all.
   *
   * @see purecloud-platform-client-v2, `getRecordingsRetentionQuery`
   */
  readonly retained: 'so far' | 'in all';
  /** Whether parts of a day count: if not, a recording of a few hours is not retained for more than 0 days. */
  readonly days: 'exact' | 'whole';
  /** Whether `nextUri` repeats all parameters, or has the cursor only. */
  readonly nextUri: 'all' | 'cursor';
  /** How times are written: ISO 8601 leaves the milliseconds and the form of UTC open. */
  readonly times: 'Z' | 'without milliseconds' | '+0000';
}

/** Every combination of readings. */
export const RETENTION_READINGS: readonly RetentionReading[] = (['so far', 'in all'] as const)
  .flatMap((retained) => (['exact', 'whole'] as const).map((days) => ({ retained, days })))
  .flatMap((each) => (['all', 'cursor'] as const).map((nextUri) => ({ ...each, nextUri })))
  .flatMap((each) =>
    (['Z', 'without milliseconds', '+0000'] as const).map((times) => ({ ...each, times })),
  );

/** What Genesys knows of recordings. */
export interface RecordingRecords {
  readonly recordings: readonly GenesysRecording[];
  readonly policies: readonly GenesysPolicy[];
  readonly reading: RetentionReading;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const RETENTION = '/api/v2/recordings/retention/query';
const POLICIES = '/api/v2/recording/mediaretentionpolicies';
const CROSS_PLATFORM = '/api/v2/recording/crossplatform/mediaretentionpolicies';

/** Answers requests about recordings; undefined for any other request. */
export function answerRecordings(
  records: RecordingRecords,
  { path, query }: VendorRequest,
): VendorResponse | undefined {
  switch (path) {
    case RETENTION:
      return { status: 200, body: retentionPage(records, query) };
    case POLICIES:
      return { status: 200, body: numberedPage(wantedPolicies(records.policies, query), query) };
    case CROSS_PLATFORM:
      return { status: 200, body: numberedPage([], query) };
    default:
      return undefined;
  }
}

function retentionPage(
  { recordings, reading, now }: RecordingRecords,
  query: URLSearchParams,
): object {
  const days = Number(query.get('retentionThresholdDays'));
  const isListed = ({ creationTime, deleteDate }: GenesysRecording) => {
    const until = reading.retained === 'so far' ? now : Date.parse(deleteDate ?? '9999-01-01');
    const retained = (until - Date.parse(creationTime)) / DAY_MS;
    return (reading.days === 'whole' ? Math.floor(retained) : retained) > days;
  };
  const all = recordings.filter(isListed);
  const size = Number(query.get('pageSize') ?? 25);
  const from = Number(Buffer.from(query.get('cursor') ?? '', 'base64url').toString());
  const entities = all.slice(from, from + size).map(({ creationTime, ...rest }) => {
    return { ...rest, creationTime: writeTime(creationTime, reading.times) };
  });
  if (from + size >= all.length) return { entities };
  const cursor = Buffer.from(String(from + size)).toString('base64url');
  const given: [string, string][] =
    reading.nextUri === 'all'
      ? [
          ['retentionThresholdDays', String(days)],
          ['pageSize', String(size)],
        ]
      : [];
  const next = new URLSearchParams([...given, ['cursor', cursor]]);
  return { entities, nextUri: `${RETENTION}?${next.toString()}` };
}

function writeTime(time: string, form: RetentionReading['times']): string {
  const parsed = Date.parse(time);
  if (Number.isNaN(parsed)) return time;
  const text = new Date(parsed).toISOString();
  if (form === 'Z') return text;
  return form === '+0000' ? text.replace('Z', '+0000') : text.replace(/\.\d+/, '');
}

/** @see purecloud-platform-client-v2, `getRecordingMediaretentionpolicies` */
function wantedPolicies(
  policies: readonly GenesysPolicy[],
  query: URLSearchParams,
): readonly object[] {
  const [name, enabled, threshold] = ['name', 'enabled', 'deleteDaysThreshold'].map((each) =>
    query.get(each),
  );
  const wanted = policies.filter(
    (policy) =>
      (name === null || policy.name === name) &&
      (enabled === null || String(policy.enabled ?? false) === enabled) &&
      (threshold === null || deleteDays(policy).some((days) => days > Number(threshold))) &&
      query.get('hasErrors') !== 'true',
  );
  if (query.get('summary') !== 'true') return wanted;
  return wanted.map((policy) => ({ id: policy.id, name: policy.name, enabled: policy.enabled }));
}

function deleteDays({ actions, mediaPolicies = {} }: GenesysPolicy): number[] {
  const all = [actions, ...Object.values(mediaPolicies).map((media) => media.actions)];
  return all.flatMap((each) => each?.retentionDuration?.deleteRetention?.days ?? []);
}

/** A page of a list with numbered pages. */
export function numberedPage(all: readonly object[], query: URLSearchParams): object {
  const pageSize = Number(query.get('pageSize') ?? 25);
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  const from = (pageNumber - 1) * pageSize;
  return {
    entities: all.slice(from, from + pageSize),
    pageSize,
    pageNumber,
    total: all.length,
    pageCount: Math.ceil(all.length / pageSize),
  };
}
