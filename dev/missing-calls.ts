import { readApiCall } from './api-call';
import type { Answer, Handler } from './exchange';

const NO_CREDENTIALS = `<ListServiceSpecificCredentialsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
<ListServiceSpecificCredentialsResult><ServiceSpecificCredentials/></ListServiceSpecificCredentialsResult>
<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>
</ListServiceSpecificCredentialsResponse>`;

/** Calls that moto fails at and Terraform cannot do without, by action: what there is none of, locally. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  /** Asked before a user is destroyed. */
  ListServiceSpecificCredentials: {
    status: 200,
    headers: ['Content-Type', 'text/xml'],
    body: NO_CREDENTIALS,
  },
  /** Asked after a location or a task of DataSync is made. */
  'datasync:ListTagsForResource': {
    status: 200,
    headers: ['Content-Type', 'application/x-amz-json-1.1'],
    body: '{"Tags":[]}',
  },
};

/** Answers in moto's place what moto cannot. */
export const answerMissingCalls: Handler = async (request, next) => {
  if (request.s3 || request.method !== 'POST') return next(request);
  const { service, action = '', request: again } = await readApiCall(request);
  return ANSWERS[action] ?? ANSWERS[`${service}:${action}`] ?? next(again);
};
