import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import * as os from 'node:os';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { bundleCheck } from '../../lambda/bundle';
import { terraformEnvironment } from '../terraform-environment';
import { findProvider } from './find-provider';
import { type CallAnswer, ProviderProcess } from './provider-process';
import { trimSchema } from './schema';

const SERVICE = '/tfplugin5.Provider/';
/** The file with a function's code, as a stack names it. */
const CODE = '/check.zip';
const OK = { status: '0', reason: '' };

/**
 * AWS providers that all runs of Terraform share. Terraform starts the provider twice or more in each run, and the
 * provider then checks its own schema, which takes seconds of processor time. Here it starts once and answers
 * every run; a provider that Terraform has configured answers no other run until that run has ended.
 *
 * @see Terraform documentation, "Debugging Providers", for `TF_REATTACH_PROVIDERS`
 */
export class SharedProvider {
  private readonly server = createServer();
  private readonly processes = new Set<ProviderProcess>();
  /** The process that each connection has configured. Terraform connects once for each provider block. */
  private readonly configured = new Map<Http2Session, ProviderProcess>();
  private readonly sessions = new Set<Http2Session>();
  private schema: Promise<CallAnswer> | undefined;

  private constructor(
    private readonly command: string,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.server.on('session', (session) => {
      this.sessions.add(session);
      session.on('error', () => undefined);
      session.on('close', () => {
        this.release(session);
      });
    });
    this.server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      void this.serve(stream, String(headers[':path']));
    });
  }

  /**
   * Starts to listen; undefined if the locked provider is not in a mirror. Providers start when they are needed.
   *
   * @param env - the caller's environment
   * @param aws - the variables of the AWS that it calls
   */
  static async tryStart(
    env: NodeJS.ProcessEnv,
    aws: NodeJS.ProcessEnv,
  ): Promise<SharedProvider | undefined> {
    const command = findProvider(env);
    if (command === undefined) return undefined;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-provider-'));
    const variables = { ...terraformEnvironment(folder, env), ...aws };
    const provider = new SharedProvider(command, folder, variables);
    provider.server.listen(provider.socket);
    await once(provider.server, 'listening');
    return provider;
  }

  private get socket(): string {
    return path.join(this.folder, 'socket');
  }

  /** The variable that makes Terraform use it. */
  environment(): NodeJS.ProcessEnv {
    const address = {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'unix', String: this.socket },
    };
    return {
      TF_REATTACH_PROVIDERS: JSON.stringify({ 'registry.terraform.io/hashicorp/aws': address }),
    };
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const session of this.sessions) session.destroy();
    await Promise.all([closed, ...[...this.processes].map((each) => each.stop())]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** A run of Terraform has ended. If it was killed, its provider is stopped as well. */
  private release(session: Http2Session): void {
    this.sessions.delete(session);
    const provider = this.configured.get(session);
    this.configured.delete(session);
    if (provider?.busy !== true) return;
    this.processes.delete(provider);
    void provider.stop();
  }

  private async serve(stream: ServerHttp2Stream, called: string): Promise<void> {
    const { session } = stream;
    try {
      const message = await buffer(stream);
      if (session !== undefined) write(stream, await this.answer(session, called, message));
    } catch (error) {
      write(stream, { body: Buffer.alloc(0), status: '14', reason: String(error) });
    }
  }

  private answer(session: Http2Session, called: string, message: Buffer): Promise<CallAnswer> {
    const method = called.slice(SERVICE.length);
    // Terraform's plugin library asks for services that a provider does not need.
    if (!called.startsWith(SERVICE))
      return Promise.resolve({ body: Buffer.alloc(0), status: '12', reason: 'not shared' });
    // The provider answers with the same configuration, after it has checked its own schema for seconds.
    if (method === 'PrepareProviderConfig') return Promise.resolve({ body: message, ...OK });
    if (method === 'GetSchema') return (this.schema ??= this.readSchema(called, message));
    if (method === 'ApplyResourceChange' && message.includes(CODE)) linkCode(this.folder);
    if (method === 'Configure' && !this.configured.has(session))
      this.configured.set(session, this.findUnconfigured());
    return (this.configured.get(session) ?? this.findAny()).call(called, message);
  }

  private async readSchema(called: string, message: Buffer): Promise<CallAnswer> {
    const answer = await this.findAny().call(called, message);
    return { ...answer, body: trimSchema(answer.body) };
  }

  private findAny(): ProviderProcess {
    const [first] = this.processes;
    return first ?? this.start();
  }

  private findUnconfigured(): ProviderProcess {
    const taken = new Set(this.configured.values());
    return [...this.processes].find((each) => !taken.has(each)) ?? this.start();
  }

  private start(): ProviderProcess {
    const provider = new ProviderProcess(this.command, this.folder, this.env);
    this.processes.add(provider);
    void provider.ended.then(() => this.processes.delete(provider));
    return provider;
  }
}

/** Puts the code of functions where stacks have it. A provider that is not shared runs in the folder of the stack. */
function linkCode(folder: string): void {
  const { file } = bundleCheck();
  const hash = createHash('md5').update(fs.readFileSync(file)).digest('hex').toUpperCase();
  const target = path.join(folder, 'assets', 'Code', hash, CODE);
  if (fs.existsSync(target)) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.symlinkSync(file, target);
}

function write(stream: ServerHttp2Stream, { body, status, reason }: CallAnswer): void {
  if (stream.destroyed) return;
  const trailers = { 'grpc-status': status, 'grpc-message': reason };
  stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => {
    stream.sendTrailers(trailers);
  });
  stream.end(body);
}
