import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { unzipSync } from 'fflate';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from '../cli/process/run';
import { RequestLimit } from '../integrity/request-limit';
import { type ApiCall, readApiCall } from './api-call';
import { textOf } from './enforcement/record';
import type { Handler, ProxyResponse } from './exchange';
import { tryFindHeader } from './headers';
import { tryFindCredential } from './signature/credential';
import { TEST_CREDENTIALS } from './test-environment';

/** A deployed function. */
interface DeployedFunction {
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  /** Its code, zipped and in Base64. It is unpacked when the function is first invoked. */
  readonly zip: string;
  /** Folder of its unpacked code. */
  folder?: string;
}

/** Where functions run. */
export interface FunctionPlace {
  /** AWS, as functions call it. */
  readonly endpoint: string;
  /** The same AWS, as Lambda itself calls it. */
  readonly lambda: () => Promise<string>;
}

/** Functions that run at the same time: each is a process. */
const AT_ONCE = new RequestLimit(2);

/** Marks the line with what the handler returned. */
const RETURNED = 'callvault returned: ';

/** The longest time that a function can run. @see AWS Lambda Developer Guide, "Lambda quotas" */
const REMAINING_MS = 900_000;

/** @see AWS Lambda API Reference, "Invoke", `LogResult` */
const LOG_TAIL_BYTES = 4_096;

const MAIN = `require('./index.js')
  .handler(JSON.parse(process.argv[1]), { getRemainingTimeInMillis: () => ${REMAINING_MS} })
  .then(
    (value) => console.log(${JSON.stringify(RETURNED)} + JSON.stringify(value ?? null)),
    ({ name, message }) => {
      console.error(JSON.stringify({ errorType: name, errorMessage: message }));
      process.exitCode = 1;
    },
  );`;

/**
 * Runs deployed functions when they are invoked, as Lambda does: the zip, in a process of its own, with credentials of
 * the function's role. moto would run them in containers.
 */
export class DeployedFunctions {
  private readonly functions = new Map<string, DeployedFunction>();
  private root: string | undefined;

  constructor(private readonly place: FunctionPlace) {}

  /** Keeps the code of each function that is deployed, and answers invocations. */
  readonly handler: Handler = async (request, next) => {
    if (!/^\/20\d\d-\d\d-\d\d\/functions\b/.test(request.url)) return next(request);
    const call = await readApiCall(request);
    const found = this.functions.get(nameOf(call));
    if (call.action === 'InvokeFunction' && found)
      return AT_ONCE.run(() => this.invoke(found, call));
    const answer = await next(call.request);
    if (answer.status < 300) this.record(call, found);
    return answer;
  };

  /** Removes the code of all functions. */
  remove(): void {
    if (this.root !== undefined) fs.rmSync(this.root, { recursive: true, force: true });
  }

  private record(call: ApiCall, before: DeployedFunction | undefined): void {
    const name = nameOf(call);
    const zip = zipOf(call);
    if (call.action === 'DeleteFunction') this.functions.delete(name);
    else if (zip !== undefined || before) {
      const code = zip === undefined ? before : { zip };
      const roleArn = textOf(call, 'Role') || before?.roleArn;
      const region = tryFindCredential(call.request)?.region;
      this.functions.set(name, { zip: '', ...code, roleArn, region });
    }
  }

  private unpack(zip: string): string {
    this.root ??= fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-functions-'));
    const folder = fs.mkdtempSync(path.join(this.root, 'code-'));
    for (const [file, data] of Object.entries(unzipSync(Buffer.from(zip, 'base64')))) {
      fs.writeFileSync(path.join(folder, file), data);
    }
    return folder;
  }

  private async invoke(deployed: DeployedFunction, { request }: ApiCall): Promise<ProxyResponse> {
    const event = (await text(request.body)) || '{}';
    deployed.folder ??= this.unpack(deployed.zip);
    const { code, stdout, stderr } = await run(process.execPath, ['-e', MAIN, event], {
      cwd: deployed.folder,
      env: await this.environmentOf(deployed),
    });
    const lines = stdout.split('\n');
    const returned = lines.find((line) => line.startsWith(RETURNED)) ?? '';
    const log = Buffer.from(lines.filter((line) => line !== returned).join('\n'));
    const tail = tryFindHeader(request.headers, 'x-amz-log-type') === 'Tail';
    return {
      status: 200,
      headers: [
        ...(code === 0 ? [] : ['X-Amz-Function-Error', 'Unhandled']),
        ...(tail ? ['X-Amz-Log-Result', log.subarray(-LOG_TAIL_BYTES).toString('base64')] : []),
        'Content-Type',
        'application/json',
      ],
      body: code === 0 ? returned.slice(RETURNED.length) : stderr.trim().split('\n').at(-1),
    };
  }

  /** The whole environment of a function, with a session of its role. */
  private async environmentOf({ roleArn, region }: DeployedFunction): Promise<NodeJS.ProcessEnv> {
    const { endpoint, lambda } = this.place;
    const options = { region, endpoint: await lambda(), credentials: TEST_CREDENTIALS };
    const { Credentials: given } = await new STSClient(options).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'function' }),
    );
    return {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: given?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey,
      AWS_SESSION_TOKEN: given?.SessionToken,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }
}

/** The name of the function that a call creates or names, perhaps by its ARN. */
function nameOf(call: ApiCall): string {
  const id = textOf(call, 'resource') || textOf(call, 'FunctionName');
  return id.split(':function:').at(-1) ?? '';
}

/** The code in a call that creates a function or changes its code. */
function zipOf({ parameters }: ApiCall): string | undefined {
  const { Code = parameters } = parameters as { readonly Code?: object };
  return (Code as { readonly ZipFile?: string }).ZipFile;
}
