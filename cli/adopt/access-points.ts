import type { S3Client } from '@aws-sdk/client-s3';
import type { PolicyStatement } from '../../core/policy-statement';
import { dnsSuffix } from '../../core/region';
import { lookUp, type Observed, observedValue, readStoredPolicy } from '../doctor/observed';
import type { BucketPlace } from './bucket-place';

/** An access point of a bucket: an address with a policy of its own. */
export interface AccessPoint {
  readonly name: string;
  /** The only VPC that can use it. @default - the internet */
  readonly vpc?: string;
  /** Of its policy; none if it has no policy. */
  readonly statements: readonly PolicyStatement[];
}

/** Where S3 answers about access points: the service has an endpoint for each account. */
export interface ControlPlace extends BucketPlace {
  /** The endpoint of all services. @default - that of the environment, or of AWS */
  readonly endpoint?: string | undefined;
}

/** Texts of XML by their tag, e.g. `Name`. */
const tagged = (tag: string, xml: string) =>
  [...xml.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, content = '']) => content);

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

const unescaped = (xml: string) => xml.replace(/&[#\w]+;/g, (each) => ENTITIES[each] ?? each);

/**
 * Reads the access points of a bucket that its account has, with their policies.
 *
 * @param s3 - its credentials sign the requests
 * @see Amazon S3 API Reference, "ListAccessPoints" and "GetAccessPointPolicy"
 */
export async function readAccessPoints(
  place: ControlPlace,
  s3: S3Client,
): Promise<Observed<readonly AccessPoint[]>> {
  const call = `s3:ListAccessPoints ${place.name}`;
  return lookUp({ call, link: 'bucket' }, async () => {
    const points: AccessPoint[] = [];
    let next: string | undefined;
    do {
      const query = { bucket: place.name, ...(next !== undefined && { nextToken: next }) };
      const xml = await ask(place, s3, { path: '/v20180820/accesspoint', query });
      for (const each of tagged('AccessPoint', xml)) points.push(await readPoint(place, s3, each));
      [next] = tagged('NextToken', xml).map(unescaped);
    } while (next !== undefined && next !== '');
    return points.length > 0 ? points : undefined;
  });
}

async function readPoint(place: ControlPlace, s3: S3Client, xml: string): Promise<AccessPoint> {
  const [name = ''] = tagged('Name', xml);
  const [vpc] = tagged('VpcId', xml);
  const path = `/v20180820/accesspoint/${encodeURIComponent(name)}/policy`;
  const call = `s3:GetAccessPointPolicy ${name}`;
  const statements = await lookUp({ call, link: 'bucket' }, async () => {
    const [text] = tagged('Policy', await ask(place, s3, { path, query: {} })).map(unescaped);
    return text === undefined ? undefined : readStoredPolicy(text).statements;
  });
  // One that is not known leaves all of them unknown: each may open the bucket.
  if (statements.kind === 'refused') throw refusedAnswer(403, call, statements.answer);
  return {
    name,
    ...(vpc !== undefined && { vpc }),
    statements: observedValue(statements) ?? [],
  };
}

interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Sends a signed request. */
async function ask(
  { account, region, endpoint = process.env.AWS_ENDPOINT_URL }: ControlPlace,
  s3: S3Client,
  { path, query }: Asked,
): Promise<string> {
  const own = `https://${account}.s3-control.${region}.${dnsSuffix(region)}`;
  const { protocol, host, hostname, port, origin } = new URL(endpoint ?? own);
  const signer = await s3.config.signer();
  const { headers } = await signer.sign({
    method: 'GET',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path,
    query,
    headers: { host, 'x-amz-account-id': account },
  });
  const { host: _, ...sent } = headers;
  const search = new URLSearchParams(query).toString();
  const answer = await fetch(`${origin}${path}${search === '' ? '' : `?${search}`}`, {
    headers: sent,
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    // A network may reach S3 itself only. The other settings are worth showing.
    throw refusedAnswer(400, 'NotReachable', `${host}: ${(error as Error).message}`);
  });
  const xml = await answer.text();
  if (answer.ok) return xml;
  const [code = 'UnknownError'] = tagged('Code', xml);
  const [message = code] = tagged('Message', xml);
  throw refusedAnswer(answer.status, code, unescaped(message));
}

/** An error as the SDK throws it. */
function refusedAnswer(httpStatusCode: number, name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
