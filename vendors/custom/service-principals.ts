import { didYouMean } from '../../core/did-you-mean';
import { type Problem, problemIf } from '../../core/problem';

/**
 * Services that write to a customer's bucket by its policy, without `.amazonaws.com`.
 *
 * @see The bucket policies in the user guides of these services
 */
const SERVICES: readonly string[] = [
  'appflow',
  'bcm-data-exports',
  'billingreports',
  'chime',
  'cloudtrail',
  'config',
  'connect',
  'connect-campaigns',
  'delivery.logs',
  'elasticloadbalancing',
  'guardduty',
  'ivs',
  'logdelivery.elasticloadbalancing',
  'logging.s3',
  'logs',
  'macie',
  'mediaconvert',
  'mediapipelines.chime',
  's3',
  'ses',
  'sms-voice',
  'ssm',
  'transcribe',
  'transcribe.streaming',
  'transfer',
  'voiceconnector.chime',
];

const SUFFIX = '.amazonaws.com';

/** Warns about a service that callvault does not know: a wrong one fails in the middle of an apply. */
export function checkServicePrincipal(service: string): Problem[] {
  // Some services have a principal in each region.
  const name = service.slice(0, -SUFFIX.length).replace(/\.[a-z]{2}(-[a-z]+)+-\d$/, '');
  const known = SERVICES.map((each) => `${each}${SUFFIX}`);
  return problemIf(!SERVICES.includes(name), {
    rule: 'service-principal-known',
    path: ['principal', 'service'],
    what: `${service} is not an AWS service that callvault knows${didYouMean(service, known)}`,
    fix: 'Compare it with the documentation of the service: S3 refuses a policy with a service that does not exist.',
    warning: true,
  });
}
