import type { Problem } from '../core/problem';

/** @see Amazon S3 User Guide, "General purpose bucket naming rules" */
const MAX_LENGTH = 63;
const RESERVED_PREFIX = /^(xn--|sthree-|amzn-s3-demo-)/;
const RESERVED_SUFFIX = /(-s3alias|--ol-s3|--x-s3|--table-s3|-an)$/;

/**
 * Refuses a bucket name that S3 would reject, or that breaks TLS.
 *
 * Dots are refused although S3 allows them: the wildcard certificate of
 * `*.s3.<region>.amazonaws.com` does not cover them, so virtual-host requests over HTTPS fail.
 *
 * @param reserveLength - characters callvault appends for buckets that go with this one; default 0
 */
export function checkBucketName(name: string, reserveLength = 0): Problem[] {
  return [
    ...(/^\p{ASCII}*$/u.test(name) ? [] : [notAscii(name)]),
    // The characters that are not ASCII are one reason.
    ...(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name.replaceAll(/\P{ASCII}/gu, 'x'))
      ? []
      : [notDns(name)]),
    ...checkLength(name, reserveLength),
    ...checkReserved(name),
  ];
}

/** @see Twilio guide, "Uploading to buckets with Server-Side Encryption": 7-bit ASCII names only */
function notAscii(name: string): Problem {
  return {
    rule: 'bucket-name-ascii',
    path: [],
    what: `${JSON.stringify(name)} has characters outside 7-bit ASCII, which S3 does not accept`,
    fix: 'Use lower-case letters a-z, digits and hyphens.',
  };
}

function notDns(name: string): Problem {
  const dots = name.includes('.') ? '; a dot breaks HTTPS to the bucket' : '';
  return {
    rule: 'bucket-name-characters',
    path: [],
    what: `${JSON.stringify(name)} is not a valid S3 bucket name${dots}`,
    fix: 'Use lower-case letters, digits and hyphens; begin and end with a letter or digit.',
  };
}

function checkLength(name: string, reserveLength: number): Problem[] {
  const limit = MAX_LENGTH - reserveLength;
  if (name.length >= 3 && name.length <= limit) return [];
  const reason =
    reserveLength > 0
      ? `S3 allows ${MAX_LENGTH}, and ${reserveLength} are kept for the log bucket's suffix`
      : 'which is what S3 allows';
  return [
    {
      rule: 'bucket-name-length',
      path: [],
      what: `${JSON.stringify(name)} has ${name.length} characters, not 3 to ${limit}; ${reason}`,
      fix: `Choose a name of 3 to ${limit} characters.`,
    },
  ];
}

function checkReserved(name: string): Problem[] {
  const match = RESERVED_PREFIX.exec(name) ?? RESERVED_SUFFIX.exec(name);
  if (!match) return [];
  return [
    {
      rule: 'bucket-name-reserved',
      path: [],
      what: `${JSON.stringify(name)} contains ${JSON.stringify(match[0])}, which AWS reserves`,
      fix: 'Choose a name without it.',
    },
  ];
}
