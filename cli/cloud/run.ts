import { setTimeout as sleep } from 'node:timers/promises';
import { requestJson } from '../../http/json';
import { HttpError } from '../../http/error';
import { askCloud, askResource, type CloudPlace, type CloudResource } from './api';

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
  const link = (type: string, id: string) => ({ data: { type, id } });
  const relationships = {
    workspace: link('workspaces', workspace.id),
    'configuration-version': link('configuration-versions', version.id),
  };
  const attributes = { message, 'auto-apply': false };
  const run = await askResource(place, {
    method: 'POST',
    path: '/runs',
    body: { data: { type: 'runs', attributes, relationships } },
  });
  return run.id;
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
  const planId = run.relationships?.plan?.data?.id;
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

/**
 * Applies exactly the plan of a run.
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
  await askCloud(place, { method: 'POST', path: `${path}/actions/apply`, body });
  await waitFor(place, path, {
    done: ['applied'],
    failed: ['errored', 'canceled', 'force_canceled', 'discarded'],
    ...patience,
  });
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
