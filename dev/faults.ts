import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiCall, readApiCall } from './api-call';
import {
  type ProxyResponse,
  CLOSE,
  errorAnswer,
  type Handler,
  type LocalRequest,
  type Respond,
} from './exchange';
import { withoutHeaders } from './headers';

/** A fault of AWS or of the network. */
export type Fault =
  /** AWS answers with an error, e.g. 503 `SlowDown`, 400 `ThrottlingException`. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      /** Seconds in `Retry-After`. @default - no such header */
      readonly retryAfter?: number;
    }
  /** The call is never answered. */
  | { readonly kind: 'silence' }
  /** The connection is closed before the call is processed. */
  | { readonly kind: 'reset' }
  /** The call is processed, and the connection is closed before the answer. */
  | { readonly kind: 'lost-answer' }
  /** The answer comes in pieces of `bytes`, `milliseconds` apart. */
  | { readonly kind: 'slow'; readonly bytes: number; readonly milliseconds: number };

/** Which calls a fault affects. */
export interface FaultRule {
  readonly fault: Fault;
  /** @default - every call */
  readonly when?: (call: ApiCall) => boolean;
  /** Number of matching calls that pass first. @default 0 */
  readonly after?: number;
  /** Number of matching calls that fail after that. @default - all */
  readonly times?: number;
}

/** An active rule. */
export interface InjectedFault {
  /** Number of calls it has made fail. */
  readonly struck: number;
  remove(): void;
}

interface ActiveRule extends FaultRule {
  matched: number;
  struck: number;
}

/** Makes chosen calls to the local AWS fail, as calls to AWS sometimes do. */
export class Faults {
  private readonly rules = new Set<ActiveRule>();
  /** Seconds by which the dates of all answers are ahead of this machine's clock. */
  clockSeconds = 0;

  /** Makes calls fail from now on. The first rule that matches a call applies. */
  inject(rule: FaultRule): InjectedFault {
    const active: ActiveRule = { ...rule, matched: 0, struck: 0 };
    this.rules.add(active);
    return {
      get struck() {
        return active.struck;
      },
      remove: () => {
        this.rules.delete(active);
      },
    };
  }

  /** Removes every rule, and sets the clock. */
  clear(): void {
    this.rules.clear();
    this.clockSeconds = 0;
  }

  readonly handler: Handler = async (request, next) => {
    const answer = await this.answer(request, next);
    if (answer === CLOSE || this.clockSeconds === 0) return answer;
    const date = new Date(Date.now() + this.clockSeconds * 1000).toUTCString();
    return { ...answer, headers: [...withoutHeaders(answer.headers, DATE), 'Date', date] };
  };

  private async answer(request: LocalRequest, next: Respond): Promise<ProxyResponse> {
    if (this.rules.size === 0) return next(request);
    const call = await readApiCall(request);
    const rule = [...this.rules].find((each) => strikes(each, call));
    return rule ? strike(rule.fault, call, next) : next(call.request);
  }
}

const DATE = new Set(['date']);

/** Whether a rule makes a call fail; counts the call if it matches. */
function strikes(rule: ActiveRule, call: ApiCall): boolean {
  const { when = () => true, after = 0, times = Infinity } = rule;
  if (!when(call)) return false;
  rule.matched += 1;
  if (rule.matched <= after || rule.struck >= times) return false;
  rule.struck += 1;
  return true;
}

async function strike(fault: Fault, call: ApiCall, next: Respond): Promise<ProxyResponse> {
  if (fault.kind === 'silence') return new Promise<never>(() => undefined);
  if (fault.kind === 'reset') return CLOSE;
  if (fault.kind === 'error') return failure(fault, call);
  const answer = await next(call.request);
  if (fault.kind === 'slow') return { ...answer, body: Readable.from(slowly(answer, fault)) };
  if (answer.body instanceof Readable) answer.body.resume();
  return CLOSE;
}

function failure(fault: Fault & { kind: 'error' }, { service }: ApiCall): ProxyResponse {
  const { status, code, retryAfter } = fault;
  const answer = errorAnswer(service, {
    status,
    code,
    message: `${code}, injected by a fault rule.`,
  });
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: [...answer.headers, 'Retry-After', String(retryAfter)] };
}

async function* slowly(
  { body = '' }: ProxyResponse,
  { bytes, milliseconds }: Fault & { kind: 'slow' },
): AsyncGenerator<Buffer> {
  const whole = typeof body === 'string' ? Buffer.from(body) : await buffer(body);
  for (let at = 0; at < whole.length; at += bytes) {
    await sleep(milliseconds);
    yield whole.subarray(at, at + bytes);
  }
}
