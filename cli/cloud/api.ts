import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as z from 'zod';
import { tryParseJson } from '../../core/parse-json';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type JsonRequest, requestJson } from '../../http/json';

/** The host of Terraform Cloud, now named HCP Terraform. */
export const DEFAULT_HOST = 'app.terraform.io';

/** A Terraform Cloud or Terraform Enterprise host, with a token. */
export interface CloudPlace {
  /** Address of its API, without a slash at the end. */
  readonly url: string;
  readonly token: Secret;
}

/**
 * The API of a host, with the token that `terraform` itself would use.
 *
 * @param host - e.g. `app.terraform.io`, as `state.hostname` has it
 * @throws RefusedError without a token
 * @see Terraform documentation, "CLI Configuration": environment variable credentials, `terraform login`
 */
export function cloudPlace(host: string, env: NodeJS.ProcessEnv): CloudPlace {
  const variable = tokenVariable(host);
  const token = env[variable] ?? tryReadToken(host, env);
  if (token !== undefined && token !== '') return { url: urlOf(host), token: new Secret(token) };
  throw RefusedError.of(
    'cloud-token',
    `no token for ${host} was found: ${variable} is not set, and terraform login stored none`,
    `Set ${variable} to a team or user token, or run terraform login ${host}.`,
  );
}

/** In the variable's name, dots become underscores, and hyphens become two underscores. */
function tokenVariable(host: string): string {
  return `TF_TOKEN_${host.replaceAll('-', '__').replaceAll(/[.:]/g, '_')}`;
}

/** A host on this machine has no certificate, so it is reached by http. */
function urlOf(host: string): string {
  return `${/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ? 'http' : 'https'}://${host}/api/v2`;
}

/** Reads the token that `terraform login` stored. */
function tryReadToken(host: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = path.join(terraformFolder(env), 'credentials.tfrc.json');
  if (!fs.existsSync(file)) return undefined;
  const { data } = tokens.safeParse(tryParseJson(fs.readFileSync(file, 'utf8')));
  if (data) return data.credentials?.[host]?.token;
  throw RefusedError.of(
    'cloud-token',
    `${file} does not hold the tokens that terraform login stores`,
    `Correct it, or set ${tokenVariable(host)}.`,
  );
}

/** @see Terraform documentation, "CLI Configuration", "Credentials": `terraform.d` in `%APPDATA%` on Windows */
function terraformFolder({ HOME, APPDATA }: NodeJS.ProcessEnv): string {
  return process.platform === 'win32' && APPDATA !== undefined
    ? path.join(APPDATA, 'terraform.d')
    : path.join(HOME ?? os.homedir(), '.terraform.d');
}

const tokens = z.object({
  credentials: z.record(z.string(), z.object({ token: z.string().optional() })).optional(),
});

const relation = z.object({ data: z.object({ id: z.string() }).nullish().catch(undefined) });

const data = z.object({
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  relationships: z.record(z.string(), relation.catch({})).optional(),
});

/** A JSON:API resource. */
export type CloudResource = z.infer<typeof data>;

/** A request to the API. */
export type CloudRequest = Pick<
  JsonRequest,
  'method' | 'followOnce' | 'maxBytes' | 'repeatable'
> & {
  /** Below the address of the API. */
  readonly path: string;
  /** @default - none */
  readonly body?: object;
};

/**
 * Sends a request to Terraform Cloud.
 *
 * @throws HttpError without an answer, and for every answer that is not a success
 * @see HCP Terraform API documentation, "Overview": JSON:API
 */
export async function askCloud(
  { url, token }: CloudPlace,
  { path: below, body, ...request }: CloudRequest,
): Promise<unknown> {
  return requestJson({
    ...request,
    url: `${url}${below}`,
    secrets: [token],
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/vnd.api+json, application/json',
      ...(body && { 'content-type': 'application/vnd.api+json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/**
 * Sends a request that is answered with one resource.
 *
 * @throws HttpError as {@link askCloud}
 */
export async function askResource(
  place: CloudPlace,
  request: CloudRequest,
): Promise<CloudResource> {
  return ask(place, request, z.object({ data }));
}

/**
 * Sends a request that is answered with a page of resources, the newest first.
 *
 * @throws HttpError as {@link askCloud}
 */
export async function askResources(
  place: CloudPlace,
  request: CloudRequest,
): Promise<readonly CloudResource[]> {
  return ask(place, request, z.object({ data: z.array(data) }));
}

async function ask<T>(
  place: CloudPlace,
  request: CloudRequest,
  schema: z.ZodType<{ data: T }>,
): Promise<T> {
  const answer = schema.safeParse(await askCloud(place, request));
  if (answer.success) return answer.data.data;
  const where = answer.error.issues[0]?.path.join('.') ?? '';
  throw new HttpError(`${place.url}${request.path}`, `answered without ${where || 'data'}`);
}
