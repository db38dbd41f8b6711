import { signedHeaders } from './signature/sign';
import { TEST_CREDENTIALS } from './test-environment';

/** A call to a service for which the project has no client. */
export interface ServiceCall {
  readonly service: string;
  readonly region: string;
  /** Path and query. @default '/' */
  readonly url?: string;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  readonly input: object;
}

/** The answer to a call: its headers, and its JSON. */
export interface ServiceAnswer<T> {
  readonly headers: Headers;
  readonly answer: T;
}

/**
 * Calls a service of the local AWS with JSON, as the principal of the test credentials.
 *
 * @throws Error with the answer if the service refuses
 */
export async function callService<T>(
  endpoint: string,
  { service, region, url = '/', headers = {}, input }: ServiceCall,
): Promise<ServiceAnswer<T>> {
  const body = JSON.stringify(input);
  const { host } = new URL(endpoint);
  const request = { method: 'POST', url, host, body, region, service, headers };
  const response = await fetch(`${endpoint}${url}`, {
    method: 'POST',
    headers: signedHeaders(request, TEST_CREDENTIALS),
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service}${url} answered ${response.status}: ${text}`);
  return { headers: response.headers, answer: JSON.parse(text) as T };
}

/** Calls Step Functions. */
export async function callStepFunctions<T>(
  endpoint: string,
  action: string,
  input: object,
): Promise<T> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${action}`,
  };
  const call = { service: 'states', region: 'us-east-1', headers, input };
  return (await callService<T>(endpoint, call)).answer;
}
