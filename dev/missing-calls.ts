import { readApiCall } from './api-call';
import type { ProxyResponse, Handler } from './exchange';
import { UserBoundaries } from './user-boundaries';

const NO_CREDENTIALS = `<ListServiceSpecificCredentialsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
<ListServiceSpecificCredentialsResult><ServiceSpecificCredentials/></ListServiceSpecificCredentialsResult>
<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>
</ListServiceSpecificCredentialsResponse>`;

/** Answers, by action, to calls that moto does not support and Terraform needs. Each says that there are no results, or no problems. */
const ANSWERS: Readonly<Record<string, ProxyResponse>> = {
  /** Terraform calls it before it destroys a user. */
  ListServiceSpecificCredentials: {
    status: 200,
    headers: ['Content-Type', 'text/xml'],
    body: NO_CREDENTIALS,
  },
  /** Terraform calls it before it creates or changes a state machine. */
  'states:ValidateStateMachineDefinition': {
    status: 200,
    headers: ['Content-Type', 'application/x-amz-json-1.0'],
    body: '{"result":"OK","diagnostics":[],"truncated":false}',
  },
  /** Terraform calls it after it creates or reads a state machine. */
  'states:ListStateMachineVersions': {
    status: 200,
    headers: ['Content-Type', 'application/x-amz-json-1.0'],
    body: '{"stateMachineVersions":[]}',
  },
  /** Terraform calls it after it creates a location or a task of DataSync. */
  'datasync:ListTagsForResource': {
    status: 200,
    headers: ['Content-Type', 'application/x-amz-json-1.1'],
    body: '{"Tags":[]}',
  },
};

/** Answers the calls that moto does not support. */
export function answerMissingCalls(): Handler {
  const boundaries = new UserBoundaries();
  return (request, next) =>
    boundaries.handler(request, (again) => answerWithoutResults(again, next));
}

const answerWithoutResults: Handler = async (request, next) => {
  if (request.s3 || request.method !== 'POST') return next(request);
  const { service, action = '', request: again } = await readApiCall(request);
  return ANSWERS[action] ?? ANSWERS[`${service}:${action}`] ?? next(again);
};
