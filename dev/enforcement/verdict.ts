import {
  ALLOW_ALL,
  type Authorization,
  type Caller,
  type Context,
  decide,
  type Decision,
} from '../../access/decide';
import type { Engine } from '../../access/engine';
import type { ApiCall } from '../api-call';
import type { ProxyResponse } from '../exchange';
import { isDeployer } from './callers';
import { boundaryContext, keyContext, requestedTags, withKnownKeys } from './questions/context';
import { dependentQuestions } from './questions/dependents';
import { keyQuestions } from './questions/keys';
import { permissionQuestions, type QuestionPlace, s3Questions } from './questions/s3';
import type { S3Permission } from './questions/s3-permissions';
import { otherQuestions } from './questions/services';
import { stsQuestions } from './questions/sts';
import { refusal } from './refusal';

const NOTHING_ALLOWS: Decision = { allowed: false, explicit: false, by: [] };

/** Services whose policies apply to the deployer too, although its own policies allow everything. */
const WITH_RESOURCE_POLICIES = new Set(['s3', 'kms', 'sts', 'secretsmanager']);

/** Decides the calls of one caller. */
export class Verdict {
  constructor(
    private readonly engine: Engine,
    readonly caller: Caller,
    readonly place: QuestionPlace,
  ) {}

  /** Decides the calls of another caller, with more condition keys. */
  as(caller: Caller, context: Context): Verdict {
    const { engine, place } = this;
    return new Verdict(engine, caller, { ...place, context: { ...place.context, ...context } });
  }

  /** How AWS refuses a call; undefined if it allows it. A call that is not known is refused to all but the deployer. */
  async refuse(call: ApiCall): Promise<ProxyResponse | undefined> {
    if (call.service === 'sts') return this.refuseSts(call);
    const questions = this.isAnonymousSelect(call) ? undefined : await this.questionsOf(call);
    if (!questions) return isDeployer(this.caller) ? undefined : this.unknown(call);
    const dependents = dependentQuestions(call, this.place);
    return this.refuseFirst(call.service, [...questions, ...dependents]);
  }

  /** @see Amazon S3 API Reference, "SelectObjectContent": no anonymous access */
  private isAnonymousSelect({ operation }: ApiCall): boolean {
    return operation === 'SelectObjectContent' && this.caller.principal === undefined;
  }

  private async refuseSts(call: ApiCall): Promise<ProxyResponse | undefined> {
    const chained = (this.caller.principal ?? '').includes(':assumed-role/');
    const asked = stsQuestions(call, this.place, chained);
    if (!asked) return isDeployer(this.caller) ? undefined : this.unknown(call);
    if (asked.questions.length === 0 && !asked.then && this.caller.principal === undefined) {
      return this.unknown(call);
    }
    return (await this.refuseFirst('sts', asked.questions)) ?? asked.then;
  }

  private async questionsOf(call: ApiCall): Promise<readonly Authorization[] | undefined> {
    if (call.action === undefined) return undefined;
    if (call.request.s3) return s3Questions(call, this.place);
    const { deployed, context } = this.place;
    const said = { ...requestedTags(call), ...boundaryContext(call, deployed) };
    const place = { ...this.place, context: { ...context, ...said } };
    if (call.service === 'kms') return keyQuestions(call, place);
    const all = isDeployer(this.caller) && this.caller.policies === ALLOW_ALL;
    return all && !WITH_RESOURCE_POLICIES.has(call.service) ? [] : otherQuestions(call, place);
  }

  /** How a service refuses the first of several authorizations that is not allowed; undefined if all are. */
  async refuseFirst(
    service: string,
    questions: readonly Authorization[],
  ): Promise<ProxyResponse | undefined> {
    for (const question of questions) {
      const decision = await this.decide(question);
      if (!decision.allowed) return refusal(this.asked(service), question, decision);
    }
    return undefined;
  }

  /** Whether a Deny refuses a call to S3. */
  async denies(call: ApiCall): Promise<boolean> {
    for (const question of s3Questions(call, this.place) ?? []) {
      if ((await this.decide(question)).explicit) return true;
    }
    return false;
  }

  /** Whether the caller may list the keys of a bucket. */
  async mayList(bucket: string): Promise<boolean> {
    const permission = { action: 's3:ListBucket', on: 'bucket', bucket, object: '' } as const;
    return (await this.refusePermissions([permission])) === undefined;
  }

  /** The Sids that refuse actions on an object of a call's bucket; undefined if all are allowed. */
  async refuseObject(
    { request }: ApiCall,
    object: string,
    actions: readonly string[],
  ): Promise<readonly string[] | undefined> {
    const bucket = request.s3?.bucket ?? '';
    return this.refusePermissions(
      actions.map((action) => ({ action: `s3:${action}`, on: 'object', bucket, object })),
    );
  }

  private async refusePermissions(
    permissions: readonly S3Permission[],
  ): Promise<readonly string[] | undefined> {
    for (const permission of permissions) {
      const own = { context: {}, headers: {} };
      for (const question of permissionQuestions(permission, this.place, own)) {
        const { allowed, by } = await this.decide(question);
        if (!allowed) return by;
      }
    }
    return undefined;
  }

  /** One decision. What the engine cannot decide is not allowed. */
  async decide(question: Authorization): Promise<Decision> {
    const context = { ...question.context, ...keyContext(this.place.deployed, question) };
    const asked = await withKnownKeys({ ...question, context });
    return decide(this.engine, this.caller, asked).catch(() => NOTHING_ALLOWS);
  }

  private unknown({ service, action = 'an unknown action' }: ApiCall): ProxyResponse {
    const question = { action: `${service}:${action}`, resource: '*' };
    return refusal(this.asked(service), question, NOTHING_ALLOWS);
  }

  private asked(service: string) {
    return { caller: this.caller.principal ?? 'anonymous', service };
  }
}
