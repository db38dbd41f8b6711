import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import {
  differInJson,
  differInTexts,
  type OperationFact,
  tryFindOperation,
  type VendorFacts,
} from './facts';

/** How {@link described} answers for a vendor. */
export interface DescribedApi {
  readonly facts: VendorFacts;
  /** The paths that the facts describe. Others are answered without a check: only prose exists for them. */
  readonly paths: RegExp;
  /** Answers a request that is as described. */
  readonly answer: VendorApi;
  /** The vendor's answer to a request that is not. */
  readonly refuse: (what: string) => VendorResponse;
  /** Model of the vendor's errors. @default - the facts have none */
  readonly error?: string;
}

/**
 * A local vendor that refuses requests that the vendor's own SDK could not send, and that itself fails when it answers
 * something the SDK could not read, or ignores a parameter: a local server must not share our mistakes.
 */
export function described({ facts, paths, answer, refuse, error }: DescribedApi): VendorApi {
  return async (request) => {
    const { method, path } = request;
    if (!paths.test(path)) return answer(request);
    const operation = tryFindOperation(facts, method, path);
    if (!operation) return undefined;
    const [problem] = differInRequest(facts, operation, request);
    if (problem !== undefined) return refuse(problem);
    const { query, unread } = watchReads(request.query);
    const response = await answer({ ...request, query });
    if (!response || response.status === 404) return response;
    const [wrong] = [
      ...(response.status < 300 ? unread().map((name) => `ignores the parameter ${name}`) : []),
      ...differInAnswer(facts, response, response.status < 300 ? operation.answer : error),
    ];
    return wrong === undefined ? response : fail(`${method} ${path}: the local server ${wrong}`);
  };
}

function differInRequest(
  facts: VendorFacts,
  { query, form, body: model }: OperationFact,
  request: VendorRequest,
): readonly string[] {
  const { body } = request;
  const inQuery = differInTexts(request.query, query);
  if (model !== undefined) return [...inQuery, ...differInBody(facts, body, model)];
  if (form) return [...inQuery, ...differInTexts(new URLSearchParams(body), form)];
  return body === '' ? inQuery : [...inQuery, 'a body is not expected'];
}

function differInBody(facts: VendorFacts, body: string, model: string): readonly string[] {
  try {
    return differInJson(facts, JSON.parse(body), { type: model, at: 'body' });
  } catch {
    return ['the body is not JSON'];
  }
}

function differInAnswer(
  facts: VendorFacts,
  { body }: VendorResponse,
  model: string | undefined,
): readonly string[] {
  if (model === undefined) return [];
  const sent: unknown = JSON.parse(JSON.stringify(body ?? null));
  const differences = differInJson(facts, sent, { type: model, at: 'answer' });
  return differences.map((what) => `answers differently: ${what}`);
}

/** A query that knows which of its parameters were read. */
function watchReads(query: URLSearchParams) {
  const read = new Set<string>();
  const watched = new Proxy(query, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        read.add(String(given[0]));
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
  return { query: watched, unread: () => [...query.keys()].filter((name) => !read.has(name)) };
}

const fail = (message: string): VendorResponse => ({ status: 501, body: { message } });
