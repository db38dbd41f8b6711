import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readApiCall } from './api-call';
import type { Handler, ProxyResponse } from './exchange';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** Keeps the permissions boundaries of users: moto keeps those of roles only. They are stored, and limit nothing. */
export class UserBoundaries {
  private readonly arns = new Map<string, string>();

  readonly handler: Handler = async (request, next) => {
    if (request.s3 || request.method !== 'POST') return next(request);
    const { service, action = '', parameters, request: again } = await readApiCall(request);
    const { UserName: user, PermissionsBoundary: arn } = parameters;
    if (service !== 'iam' || typeof user !== 'string') return next(again);
    if (/^DeleteUser(PermissionsBoundary)?$/.test(action)) this.arns.delete(user);
    else if (typeof arn === 'string') this.arns.set(user, arn);
    if (action === 'GetUser') return this.withBoundary(await next(again), user);
    return /^(Put|Delete)UserPermissionsBoundary$/.test(action) ? done(action) : next(again);
  };

  private async withBoundary(answer: ProxyResponse, user: string): Promise<ProxyResponse> {
    const arn = this.arns.get(user);
    if (arn === undefined || answer.status !== 200) return answer;
    const body = answer.body instanceof Readable ? await text(answer.body) : (answer.body ?? '');
    const boundary = `<PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType><PermissionsBoundaryArn>${arn}</PermissionsBoundaryArn></PermissionsBoundary>`;
    const headers = withoutLength(answer.headers);
    return { ...answer, headers, body: body.replace('</User>', `${boundary}</User>`) };
  }
}

const done = (action: string): ProxyResponse => ({
  status: 200,
  headers: ['Content-Type', 'text/xml'],
  body: `<${action}Response xmlns="${NAMESPACE}"><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${action}Response>`,
});

/** The headers without the length of the body, which changes. */
function withoutLength(headers: readonly string[]): string[] {
  return headers.filter(
    (_, index) => headers[index - (index % 2)]?.toLowerCase() !== 'content-length',
  );
}
