import { errorAnswer, type ProxyResponse, s3Error, XML_SERVICES } from '../exchange';

/** Status, code and message of an error. */
type ErrorText = readonly [status: number, code: string, message: string];

const UNKNOWN = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const SKEWED =
  'The difference between the request time and the server’s time is too large: signature expired or not yet current.';

/**
 * How S3, the services with XML answers and those with JSON answers report a signature that is not accepted.
 *
 * @see Amazon S3 API Reference, "Error responses"
 * @see AWS Security Token Service API Reference, "Common Error Types"
 */
const ERRORS = {
  unknownKey: {
    s3: [
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    ],
    xml: [403, 'InvalidClientTokenId', UNKNOWN],
    json: [400, 'UnrecognizedClientException', UNKNOWN],
  },
  invalidToken: {
    s3: [400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'],
    xml: [403, 'InvalidClientTokenId', UNKNOWN],
    json: [400, 'UnrecognizedClientException', UNKNOWN],
  },
  expiredToken: {
    s3: [400, 'ExpiredToken', 'The provided token has expired.'],
    xml: [403, 'ExpiredToken', EXPIRED],
    json: [400, 'ExpiredTokenException', EXPIRED],
  },
  mismatch: {
    s3: [403, 'SignatureDoesNotMatch', MISMATCH],
    xml: [403, 'SignatureDoesNotMatch', MISMATCH],
    json: [400, 'InvalidSignatureException', MISMATCH],
  },
  skewed: {
    s3: [403, 'RequestTimeTooSkewed', SKEWED],
    xml: [403, 'SignatureDoesNotMatch', SKEWED],
    json: [400, 'InvalidSignatureException', SKEWED],
  },
  malformed: {
    s3: [400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.'],
    xml: [400, 'IncompleteSignature', 'The authorization header is incomplete.'],
    json: [400, 'IncompleteSignatureException', 'The authorization header is incomplete.'],
  },
} as const satisfies Record<string, Record<'s3' | 'xml' | 'json', ErrorText>>;

/** What is wrong with a signature, to every service. */
export type SignatureError = keyof typeof ERRORS;

/** The error in the form of the service. */
export function signatureError(service: string, error: SignatureError): ProxyResponse {
  const form = service === 's3' ? 's3' : XML_SERVICES.has(service) ? 'xml' : 'json';
  const [status, code, message] = ERRORS[error][form];
  return errorAnswer(service, { status, code, message });
}

/**
 * What only S3 checks.
 *
 * @see Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)"
 */
const S3_ERRORS = {
  version2: [
    400,
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  ],
  type: [400, 'InvalidArgument', 'Unsupported Authorization Type'],
  two: [
    400,
    'InvalidArgument',
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  ],
  query: [
    400,
    'AuthorizationQueryParametersError',
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  ],
  week: [
    400,
    'AuthorizationQueryParametersError',
    'X-Amz-Expires must be between 0 and a week (in seconds), which is 604800',
  ],
  expired: [403, 'AccessDenied', 'Request has expired'],
  early: [403, 'AccessDenied', 'Request is not valid yet'],
  unsigned: [
    403,
    'AccessDenied',
    'There were headers present in the request which were not signed',
  ],
  noPayload: [
    400,
    'InvalidRequest',
    'Missing required header for this request: x-amz-content-sha256',
  ],
  payload: [
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  chunks: [
    403,
    'SignatureDoesNotMatch',
    'The signature of a chunk does not match what was computed.',
  ],
} as const satisfies Record<string, ErrorText>;

/** An error that only S3 answers. */
export function s3SignatureError(error: keyof typeof S3_ERRORS): ProxyResponse {
  const [status, code, message] = S3_ERRORS[error];
  return s3Error(status, code, message);
}
