import type { OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from '../../dev/local-server';

/** The answer of STS for account 123456789012. */
export const CALLER_IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * A server that answers requests to AWS.
 *
 * @param answerTo - gets the method, the path, the target and the body of a request as one text
 */
export function answeringServer(answerTo: (asked: string) => Answer): LocalServer {
  return new LocalServer((request, response) => {
    void text(request).then((sent) => {
      const target = String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1);
      const { method = '', url = '' } = request;
      const { status, body, headers } = answerTo(`${method} ${url} ${target ?? ''} ${sent}`);
      response.writeHead(status, headers).end(body);
    });
  });
}
