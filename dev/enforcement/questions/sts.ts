import type { Authorization } from '../../../access/decide';
import { assumeAuthorization, withoutS3 } from '../../../access/operations';
import { renderPolicy } from '../../../core/policy';
import { parsePolicy } from '../../../core/policy-statement';
import type { ApiCall } from '../../api-call';
import { errorAnswer, type ProxyResponse } from '../../exchange';
import { ACCOUNT_ID } from '../../moto-server';
import { textOf } from '../record';
import { requestedTags } from './context';
import type { QuestionPlace } from './s3';

/** What must be allowed, and what STS refuses although it is. */
export interface StsQuestions {
  readonly questions: readonly Authorization[];
  readonly then?: ProxyResponse | undefined;
}

const HOUR_SECONDS = 3_600;

/**
 * What STS authorizes; undefined for calls that are not known.
 *
 * @param chained - whether the caller is a role session
 * @see AWS Security Token Service API Reference, "Actions"
 */
export function stsQuestions(
  call: ApiCall,
  place: QuestionPlace,
  chained: boolean,
): StsQuestions | undefined {
  if (call.action === 'GetCallerIdentity') return { questions: [] };
  if (call.action === 'AssumeRole') {
    return { questions: assumeQuestions(call, place), then: sessionProblem(call, place, chained) };
  }
  // No provider's tokens can be checked here.
  if (/^AssumeRoleWith(WebIdentity|SAML)$/.test(call.action ?? '')) {
    const message = 'No OpenIDConnect provider found in your account for the token.';
    return {
      questions: [],
      then: errorAnswer('sts', { status: 400, code: 'InvalidIdentityToken', message }),
    };
  }
  return undefined;
}

function assumeQuestions(call: ApiCall, { deployed, context }: QuestionPlace): Authorization[] {
  const arn = textOf(call, 'RoleArn');
  // Of a role that does not exist, STS says that it must not be assumed.
  const role = deployed.tryFindRole(arn) ?? {
    kind: 'role' as const,
    of: 'vendor' as const,
    name: '',
    arn: arn.startsWith('arn:') ? arn : `arn:aws:iam::${ACCOUNT_ID}:role/unknown`,
    policy: NO_POLICY,
    trust: NO_POLICY,
  };
  const claimed = {
    ...withoutS3(context),
    ...keyOf('sts:ExternalId', textOf(call, 'ExternalId')),
    ...keyOf('sts:RoleSessionName', textOf(call, 'RoleSessionName')),
    ...keyOf('sts:SourceIdentity', textOf(call, 'SourceIdentity')),
    ...requestedTags(call),
  };
  const actions = [
    'sts:AssumeRole',
    ...(textOf(call, 'Tags.member.1.Key') === '' ? [] : ['sts:TagSession']),
    ...(textOf(call, 'SourceIdentity') === '' ? [] : ['sts:SetSourceIdentity']),
  ];
  return actions.map((action) =>
    assumeAuthorization(deployed.asStack('us-east-1'), role, { action, context: claimed }),
  );
}

const NO_POLICY = parsePolicy(renderPolicy([]));

const keyOf = (key: string, value: string) => (value === '' ? {} : { [key]: value });

const CONSTRAINT = 'failed to satisfy constraint: Member must';

/** @see AWS Security Token Service API Reference, "AssumeRole": DurationSeconds, RoleSessionName, ExternalId */
function sessionProblem(
  call: ApiCall,
  { deployed }: QuestionPlace,
  chained: boolean,
): ProxyResponse | undefined {
  const seconds = Number(textOf(call, 'DurationSeconds') || HOUR_SECONDS);
  const max = deployed.tryFindRole(textOf(call, 'RoleArn'))?.maxSessionSeconds ?? HOUR_SECONDS;
  const rules: readonly (readonly [holds: boolean, message: string])[] = [
    [
      /^[\w+=,.@-]{2,64}$/.test(textOf(call, 'RoleSessionName')),
      `Value at 'roleSessionName' ${CONSTRAINT} have 2 to 64 of the characters [\\w+=,.@-]`,
    ],
    [
      /^([\w+=,.@:/-]{2,1224})?$/.test(textOf(call, 'ExternalId')),
      `Value at 'externalId' ${CONSTRAINT} have 2 to 1224 of the characters [\\w+=,.@:\\/-]`,
    ],
    [
      seconds >= 900 && seconds <= 43_200,
      `Value '${seconds}' at 'durationSeconds' ${CONSTRAINT} have value between 900 and 43200`,
    ],
    [
      !chained || seconds <= HOUR_SECONDS,
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    ],
    [
      seconds <= max,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
  ];
  const broken = rules.find(([holds]) => !holds);
  return broken && invalid(broken[1]);
}

const invalid = (message: string) =>
  errorAnswer('sts', { status: 400, code: 'ValidationError', message });
