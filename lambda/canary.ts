import {
  type DiagnosisContext,
  diagnoseTrust,
  diagnoseUpload,
  type LivePrincipal,
  type CanaryRefusal,
} from '../canary/diagnosis';
import type { CanaryMethod, CanarySettings } from '../canary/settings';
import { type AccessKey, tryParseAccessKey } from '../core/access-key';
import { CANARY_FILE } from '../core/canary-file';
import { tryParseJson } from '../core/parse-json';
import { UnreadablePolicyError } from '../core/policy-statement';
import type { Secret } from '../core/secret';
import { LARGEST_TEST_BYTES } from '../core/test-bytes';
import { HttpError } from '../http/error';
import type { StoreVerdict } from '../vendors/recording-reader';
import { answerOf } from './aws-answer';
import type { CanaryClients, VendorKey } from './canary-clients';
import { type Emit, emitCanary } from './emit';
import { BadSecretError, findReader, pickFromSecret } from './sources';

/** The event that invokes the function twice an hour. */
export interface CanaryEvent {
  readonly action: 'canary';
  readonly settings: CanarySettings;
  /** Scheduled start as an ISO time. */
  readonly time: string;
}

/** What a run of a canary does with. */
export interface CanaryContext {
  readonly clients: CanaryClients;
  readonly emit: Emit;
}

/**
 * Writes as the vendor does, or has the vendor validate the store, and logs the link that refuses it, with its metric.
 *
 * @throws Error if AWS or the vendor does not answer: Lambda then runs it again, and without an answer its alarm rings
 */
export async function runCanary(
  { settings, time }: CanaryEvent,
  { clients, emit }: CanaryContext,
): Promise<{ readonly link: string }> {
  const refusal = await new Canary(settings, clients).run(time);
  emitCanary(emit, settings, refusal);
  return { link: refusal?.link ?? '' };
}

class Canary {
  private readonly context: DiagnosisContext;

  constructor(
    private readonly settings: CanarySettings,
    private readonly clients: CanaryClients,
  ) {
    this.context = { settings, read: () => this.readPrincipal() };
  }

  /** The link that refuses it; undefined if none does. */
  async run(time: string): Promise<CanaryRefusal | undefined> {
    const { method } = this.settings;
    switch (method.kind) {
      case 'access-key':
        return this.withSecret(method.secret, 'credential', (secret) => {
          const key = tryParseAccessKey(tryParseJson(secret.reveal()));
          if (key) return this.upload(revealed(key), time);
          return { link: 'credential', what: `${method.secret} holds no access key` };
        });
      case 'role':
        return this.assume(method, time);
      case 'validation':
        return this.withSecret(method.secret, 'registration', (secret) =>
          this.validate(method, secret),
        );
    }
  }

  /** @param link - the one that misses the value of the secret */
  private async withSecret(
    name: string,
    link: CanaryRefusal['link'],
    use: (secret: Secret) => Promise<CanaryRefusal | undefined> | CanaryRefusal | undefined,
  ): Promise<CanaryRefusal | undefined> {
    let secret: Secret;
    try {
      secret = await this.clients.readSecret(name);
    } catch (error) {
      const answer = answerOf(error);
      if (answer.startsWith('ResourceNotFound')) return { link, what: `${name} holds nothing` };
      return { link: 'monitoring', what: `the canary cannot read ${name} (${answer})` };
    }
    return use(secret);
  }

  private async assume(
    role: Extract<CanaryMethod, { kind: 'role' }>,
    time: string,
  ): Promise<CanaryRefusal | undefined> {
    let key: VendorKey;
    try {
      key = await this.clients.assumeRole(role);
    } catch (error) {
      return diagnoseTrust(answerOf(error), this.context);
    }
    return this.upload(key, time);
  }

  private async upload(key: VendorKey, time: string): Promise<CanaryRefusal | undefined> {
    const { bucket, prefix, locked, stack } = this.settings;
    const text = `A canary of callvault wrote this for ${stack} at ${time}. It is not a recording.\n`;
    try {
      await this.clients.upload(key, {
        bucket,
        key: `${prefix}${CANARY_FILE}`,
        body: text.slice(-LARGEST_TEST_BYTES),
        begin: locked,
      });
      return undefined;
    } catch (error) {
      return diagnoseUpload(answerOf(error), this.context);
    }
  }

  private async validate(
    { vendor, options, secret: name }: Extract<CanaryMethod, { kind: 'validation' }>,
    secret: Secret,
  ): Promise<CanaryRefusal | undefined> {
    const { credentials: sets, validate } = findReader(vendor);
    const { bucket, prefix, title } = this.settings;
    const credentials = () => Promise.resolve(pickFromSecret(sets, name, secret));
    try {
      const verdicts = await validate?.({ options, bucket, prefix, credentials });
      const failed = verdicts?.find(({ passed }) => !passed);
      return failed && (await this.explain(failed));
    } catch (error) {
      if (error instanceof BadSecretError) return { link: 'registration', what: error.message };
      if (!(error instanceof HttpError) || hasNotDecided(error)) throw error;
      return {
        link: 'registration',
        what: `${title} did not validate the store: ${error.message}`,
      };
    }
  }

  /** The vendor passes on what AWS answered. */
  private async explain({ link, test, message }: StoreVerdict): Promise<CanaryRefusal> {
    if (link === 'registration') return { link, what: message };
    const found = await this.diagnose(link, message);
    const what = `${this.settings.title} could not validate the store: ${test}: ${found.what}`;
    return { link: found.link, what };
  }

  private async diagnose(link: CanaryRefusal['link'], message: string): Promise<CanaryRefusal> {
    if (link !== 'trust') return diagnoseUpload(message, { ...this.context, otherwise: link });
    if (this.settings.principal.kind === 'role') return diagnoseTrust(message, this.context);
    return { link: 'credential', what: message };
  }

  /** A refusal to show it, and a policy that cannot be read, leave the diagnosis as it is without it. */
  private async readPrincipal(): Promise<LivePrincipal | undefined> {
    try {
      return await this.clients.readPrincipal(this.settings.principal);
    } catch (error) {
      if (error instanceof UnreadablePolicyError) return undefined;
      answerOf(error);
      return undefined;
    }
  }
}

const revealed = ({ accessKeyId, secretAccessKey }: AccessKey): VendorKey => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
});

const hasNotDecided = ({ status = 500 }: HttpError) => status >= 500 || status === 429;
