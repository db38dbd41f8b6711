import type { LocalRequest } from './exchange';

/** An operation of a service whose requests are named by method and path. */
interface RestOperation {
  readonly action: string;
  /** What the path names, e.g. a function or a tagged resource; decoded. */
  readonly resource: string;
}

/** Lines of method, path and action; `{}` in the path stands for the resource, `*` for any other part. */
const OPERATIONS: Readonly<Record<string, string>> = {
  /** @see AWS Lambda API Reference, "Actions" */
  lambda: `
    POST /2015-03-31/functions CreateFunction
    GET /2015-03-31/functions/{} GetFunction
    DELETE /2015-03-31/functions/{} DeleteFunction
    GET /2015-03-31/functions/{}/configuration GetFunctionConfiguration
    PUT /2015-03-31/functions/{}/configuration UpdateFunctionConfiguration
    PUT /2015-03-31/functions/{}/code UpdateFunctionCode
    GET /2015-03-31/functions/{}/versions ListVersionsByFunction
    GET /2015-03-31/functions ListFunctions
    GET /2015-03-31/functions/{}/policy GetPolicy
    POST /2015-03-31/functions/{}/policy AddPermission
    DELETE /2015-03-31/functions/{}/policy/* RemovePermission
    POST /2015-03-31/functions/{}/invocations InvokeFunction
    PUT /2017-10-31/functions/{}/concurrency PutFunctionConcurrency
    DELETE /2017-10-31/functions/{}/concurrency DeleteFunctionConcurrency
    GET /2019-09-30/functions/{}/concurrency GetFunctionConcurrency
    GET /2019-09-25/functions/{}/event-invoke-config GetFunctionEventInvokeConfig
    PUT /2019-09-25/functions/{}/event-invoke-config PutFunctionEventInvokeConfig
    POST /2019-09-25/functions/{}/event-invoke-config UpdateFunctionEventInvokeConfig
    DELETE /2019-09-25/functions/{}/event-invoke-config DeleteFunctionEventInvokeConfig
    GET /2020-06-30/functions/{}/code-signing-config GetFunctionCodeSigningConfig
    GET /2021-07-20/functions/{}/runtime-management-config GetRuntimeManagementConfig
    GET /2017-03-31/tags/{} ListTags
    POST /2017-03-31/tags/{} TagResource
    DELETE /2017-03-31/tags/{} UntagResource`,
  /** S3 Control, which signs as S3. @see Amazon S3 API Reference, "Amazon S3 Control" */
  s3: `
    GET / ListAllMyBuckets
    POST /v20180820/jobs CreateJob
    GET /v20180820/jobs/{} DescribeJob
    POST /v20180820/jobs/{}/status UpdateJobStatus
    GET /v20180820/tags/{} ListTagsForResource
    POST /v20180820/tags/{} TagResource
    DELETE /v20180820/tags/{} UntagResource
    GET /v20180820/configuration/publicAccessBlock GetAccountPublicAccessBlock
    PUT /v20180820/configuration/publicAccessBlock PutAccountPublicAccessBlock
    DELETE /v20180820/configuration/publicAccessBlock PutAccountPublicAccessBlock`,
};

interface Pattern {
  readonly method: string;
  readonly path: RegExp;
  readonly action: string;
}

const PATTERNS = new Map(
  Object.entries(OPERATIONS).map(([service, lines]) => [
    service,
    lines
      .trim()
      .split('\n')
      .map((line) => toPattern(line.trim().split(' '))),
  ]),
);

function toPattern([method = '', path = '', action = '']: readonly string[]): Pattern {
  const expression = path.replace('{}', '([^/]+)').replace('*', '[^/]+');
  return { method, path: new RegExp(`^${expression}/?$`), action };
}

/** The operation of a request that neither names it in a header nor in a form; undefined if it is not known. */
export function tryFindRestOperation(
  service: string,
  { method, url }: LocalRequest,
): RestOperation | undefined {
  const [path = ''] = url.split('?');
  for (const pattern of PATTERNS.get(service) ?? []) {
    const match = method === pattern.method ? pattern.path.exec(path) : null;
    if (match) return { action: pattern.action, resource: decode(match[1] ?? '') };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
