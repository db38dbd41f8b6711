import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { type Handler, tryFindHeader } from './exchange';

const NO_CREDENTIALS = `<ListServiceSpecificCredentialsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
<ListServiceSpecificCredentialsResult><ServiceSpecificCredentials/></ListServiceSpecificCredentialsResult>
<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>
</ListServiceSpecificCredentialsResponse>`;

/**
 * Answers the one call that moto fails at and Terraform cannot do without: before it destroys a user
 * it asks for the user's service-specific credentials, of which the local AWS never has any.
 */
export const answerMissingCalls: Handler = async (request, next) => {
  const type = tryFindHeader(request.headers, 'content-type') ?? '';
  if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
    return next(request);
  }
  const body = await buffer(request.body);
  const action = new URLSearchParams(body.toString('utf8')).get('Action');
  if (action !== 'ListServiceSpecificCredentials') {
    return next({ ...request, body: Readable.from([body]) });
  }
  return { status: 200, headers: ['Content-Type', 'text/xml'], body: NO_CREDENTIALS };
};
