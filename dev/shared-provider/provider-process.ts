import { type ClientHttp2Session, connect } from 'node:http2';
import * as net from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Leashed, startLeashed } from '../../cli/process/leash';
import { eachLine } from '../../cli/process/output';

/** An answer of a gRPC call. */
export interface CallAnswer {
  /** The message, with its gRPC prefix. */
  readonly body: Buffer;
  /** `0` if the call succeeded, `14` if the provider has ended. @see gRPC documentation, "Status Codes" */
  readonly status: string;
  readonly reason: string;
}

/** What the provider prints when it is ready. @see Terraform documentation, "Debugging Providers" */
const ADDRESS = /TF_REATTACH_PROVIDERS=.*"Network":"unix","String":"([^"]+)"/;

/** A Terraform provider that runs until it is stopped, instead of as long as one Terraform needs it. */
export class ProviderProcess {
  private readonly child: Leashed;
  private readonly session: Promise<ClientHttp2Session>;
  private unanswered = 0;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;

  /** @param folder - its working folder, which gets its socket as well */
  constructor(command: string, folder: string, env: NodeJS.ProcessEnv) {
    this.child = startLeashed(command, ['-debug'], {
      cwd: folder,
      env: { ...env, TMPDIR: folder },
    });
    this.session = connectTo(this.child);
    this.session.catch(() => undefined);
    this.ended = this.child.ended.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Whether a call has no answer yet. */
  get busy(): boolean {
    return this.unanswered > 0;
  }

  async call(path: string, message: Buffer): Promise<CallAnswer> {
    this.unanswered += 1;
    try {
      return await callOver(await this.session, path, message);
    } finally {
      this.unanswered -= 1;
    }
  }

  /** Stops it; resolves when it has ended. */
  async stop(): Promise<void> {
    this.child.release();
    await this.ended;
    await this.session.then(
      (session) => {
        session.destroy();
      },
      () => undefined,
    );
  }
}

async function connectTo(child: Leashed): Promise<ClientHttp2Session> {
  const address = await new Promise<string>((resolve, reject) => {
    eachLine(child.stdout, (line) => {
      const [, found] = ADDRESS.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.stderr.resume();
    child.ended.then((code) => {
      reject(new Error(`The provider ended with exit code ${code}.`));
    }, reject);
  });
  const session = connect('http://localhost', { createConnection: () => net.connect(address) });
  // Each call reports that the connection is lost.
  session.on('error', () => undefined);
  return session;
}

/** @see gRPC documentation, "gRPC over HTTP2" */
async function callOver(
  session: ClientHttp2Session,
  path: string,
  message: Buffer,
): Promise<CallAnswer> {
  const headers = { 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
  const status = { 'grpc-status': '', 'grpc-message': '' };
  // An answer without a message has its status in the first headers.
  for (const event of ['response', 'trailers'])
    stream.on(event, (received: object) => Object.assign(status, received));
  stream.end(message);
  const body = await buffer(stream);
  return { body, status: status['grpc-status'] || '14', reason: status['grpc-message'] };
}
