import { setTimeout as sleep } from 'node:timers/promises';
import { requestJson } from '../../http/json';
import { HttpError } from '../../http/error';
import { askCloud, askResource, askResources, type CloudPlace, type CloudResource } from './api';

/** A run to start. */
export interface RunRequest {
  readonly organization: string;
  readonly workspace: string;
  /** The configuration, as a tar.gz. */
  readonly archive: Buffer<ArrayBuffer>;
  /** Shown with the run. */
  readonly message: string;
  /** A speculative run can never be applied. */
  readonly speculative: boolean;
}

/** How a run is polled. */
export interface RunPatience {
  /** @default 2000 */
  readonly everyMs?: number;
  /** @default 3600000, an hour */
  readonly atMostMs?: number;
}

/** Maximum size of a plan as JSON: 100 MiB. */
const MAX_PLAN_BYTES = 104_857_600;

/**
 * Uploads a configuration and starts a run of it, which is not applied automatically.
 *
 * @returns the id of the run
 * @throws HttpError when Terraform Cloud refuses, or cannot process the configuration
 * @see HCP Terraform API documentation, "API-driven run workflow"
 */
export async function startRun(
  place: CloudPlace,
  request: RunRequest,
  patience: RunPatience = {},
): Promise<string> {
  const { organization, workspace: name, speculative, message } = request;
  const workspace = await askResource(place, {
    path: `/organizations/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(name)}`,
  });
  const version = await askResource(place, {
    method: 'POST',
    path: `/workspaces/${workspace.id}/configuration-versions`,
    body: {
      data: {
        type: 'configuration-versions',
        attributes: { 'auto-queue-runs': false, speculative },
      },
    },
  });
  await upload(version, request.archive);
  await waitFor(place, `/configuration-versions/${version.id}`, {
    done: ['uploaded'],
    failed: ['errored'],
    ...patience,
  });
  return createRun(place, message, { workspaceId: workspace.id, versionId: version.id });
}

/** Creates a run. If the answer is lost, it is found again: no other run has the configuration. */
async function createRun(
  place: CloudPlace,
  message: string,
  { workspaceId, versionId }: { readonly workspaceId: string; readonly versionId: string },
): Promise<string> {
  const link = (type: string, id: string) => ({ data: { type, id } });
  const relationships = {
    workspace: link('workspaces', workspaceId),
    'configuration-version': link('configuration-versions', versionId),
  };
  const attributes = { message, 'auto-apply': false };
  const body = { data: { type: 'runs', attributes, relationships } };
  try {
    return (await askResource(place, { method: 'POST', path: '/runs', body })).id;
  } catch (error) {
    if (!(error instanceof HttpError) || !error.ambiguous) throw error;
    const all = await askResources(place, { path: `/workspaces/${workspaceId}/runs` });
    const created = all.find((each) => relatedId(each, 'configuration-version') === versionId);
    if (!created) throw error;
    return created.id;
  }
}

const relatedId = ({ relationships }: CloudResource, name: string): string | undefined =>
  relationships?.[name]?.data?.id;

/** Final statuses of a run. @see HCP Terraform API documentation, "Runs", "Run States" */
const FINISHED = [
  'applied',
  'canceled',
  'discarded',
  'errored',
  'force_canceled',
  'planned_and_finished',
  'planned_and_saved',
  'policy_soft_failed',
];

/**
 * The run of the same workspace that a run waits for. One that was started and forgotten keeps all later ones waiting.
 *
 * @returns undefined if it waits for none
 * @throws HttpError when Terraform Cloud refuses
 */
export async function findBlockingRun(
  place: CloudPlace,
  runId: string,
): Promise<string | undefined> {
  const run = await askResource(place, { path: `/runs/${encodeURIComponent(runId)}` });
  const workspaceId = relatedId(run, 'workspace');
  if (run.attributes.status !== 'pending' || workspaceId === undefined) return undefined;
  const workspace = await askResource(place, { path: `/workspaces/${workspaceId}` });
  const current = relatedId(workspace, 'current-run');
  if (current === undefined || current === runId) return undefined;
  const { attributes } = await askResource(place, { path: `/runs/${current}` });
  return FINISHED.includes(String(attributes.status)) ? undefined : current;
}

/** The URL is signed and grants the right to upload, so no error shows it. */
async function upload({ id, attributes }: CloudResource, body: Buffer<ArrayBuffer>): Promise<void> {
  await requestJson({
    url: String(attributes['upload-url']),
    method: 'PUT',
    body,
    expects: 'nothing',
    name: `The upload of ${id}`,
    headers: { 'content-type': 'application/octet-stream' },
    timeoutMs: 120_000,
  });
}

/**
 * Waits for the plan of a run, and reads it in the format of `terraform show -json`.
 *
 * @returns the plan as JSON text
 * @throws HttpError when Terraform Cloud refuses, and for a plan that failed
 * @see HCP Terraform API documentation, "Plans", "Retrieve the JSON execution plan": a redirect to a signed URL, which
 *   must not be given the token
 */
export async function readCloudPlan(
  place: CloudPlace,
  runId: string,
  patience: RunPatience = {},
): Promise<string> {
  const run = await askResource(place, { path: `/runs/${encodeURIComponent(runId)}` });
  const planId = relatedId(run, 'plan');
  if (planId === undefined) throw new HttpError(place.url, `has no plan of ${runId}`);
  await waitFor(place, `/plans/${planId}`, {
    done: ['finished'],
    failed: ['errored', 'canceled', 'unreachable'],
    ...patience,
  });
  const path = `/runs/${encodeURIComponent(runId)}/plan/json-output`;
  const plan = await askCloud(place, { path, followOnce: true, maxBytes: MAX_PLAN_BYTES });
  if (plan === undefined) throw new HttpError(`${place.url}${path}`, 'returned no plan');
  return JSON.stringify(plan);
}

/** Statuses of a run that was told to apply. @see HCP Terraform API documentation, "Runs", "Run States" */
const BEGUN = [
  'confirmed',
  'pre_apply_running',
  'pre_apply_completed',
  'apply_queued',
  'applying',
  'applied',
];

/**
 * Applies exactly the plan of a run. One that is being applied already is waited for.
 *
 * @throws HttpError for a run that cannot be applied, or whose apply failed
 * @see HCP Terraform API documentation, "Runs", "Apply a run"
 */
export async function applyRun(
  place: CloudPlace,
  runId: string,
  patience: RunPatience = {},
): Promise<void> {
  const path = `/runs/${encodeURIComponent(runId)}`;
  const body = { comment: 'Applied by callvault: the plan that was reviewed.' };
  await askCloud(place, { method: 'POST', path: `${path}/actions/apply`, body }).catch(
    async (error: unknown) => {
      const { attributes } = await askResource(place, { path });
      if (!BEGUN.includes(String(attributes.status))) throw error;
    },
  );
  await waitFor(place, path, {
    done: ['applied'],
    failed: ['errored', 'canceled', 'force_canceled', 'discarded'],
    ...patience,
  });
}

/**
 * Discards the plan of a run, which lets the next run of the workspace begin.
 *
 * @throws HttpError for a run that has nothing to discard
 * @see HCP Terraform API documentation, "Runs", "Discard a run"
 */
export async function discardRun(place: CloudPlace, runId: string): Promise<void> {
  const path = `/runs/${encodeURIComponent(runId)}/actions/discard`;
  const body = { comment: 'Discarded by callvault: names of this plan exist already.' };
  await askCloud(place, { method: 'POST', path, body });
}

interface Awaited extends RunPatience {
  readonly done: readonly string[];
  readonly failed: readonly string[];
}

async function waitFor(place: CloudPlace, path: string, awaited: Awaited): Promise<void> {
  const { done, failed, everyMs = 2_000, atMostMs = 3_600_000 } = awaited;
  const started = Date.now();
  for (;;) {
    const { attributes } = await askResource(place, { path });
    const status = String(attributes.status);
    if (done.includes(status)) return;
    if (failed.includes(status)) throw new HttpError(`${place.url}${path}`, `is ${status}`);
    if (Date.now() - started > atMostMs) {
      throw new HttpError(`${place.url}${path}`, `is still ${status} after ${atMostMs} ms`);
    }
    await sleep(everyMs);
  }
}
