import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { findCacheFolder } from '../core/cache-folder';
import { tryFindExecutable } from '../core/executable';

const CHROMIUM_VARIABLE = 'CALLVAULT_CHROMIUM';

/** The names of Chromium and Chrome on the PATH. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A development dependency that contains Chromium for Linux on x64, with its libraries and a font. */
const PACKAGED = 'node_modules/@sparticuz/chromium/bin';

interface ChromiumCommand {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds Chromium: the command in `CALLVAULT_CHROMIUM`, one on the PATH, or the one of the development dependency, which
 * is unpacked once into the project's cache folder.
 *
 * @throws Error that says how to install it if none of these exists
 */
async function findChromium(env: NodeJS.ProcessEnv): Promise<ChromiumCommand> {
  const explicit = env[CHROMIUM_VARIABLE];
  const names = explicit === undefined ? COMMANDS : [explicit];
  const command = names.flatMap((name) => tryFindExecutable(name, env) ?? [])[0];
  if (command !== undefined) return { command, env };
  const isPackaged = process.platform === 'linux' && process.arch === 'x64' && existsSync(PACKAGED);
  if (explicit !== undefined || !isPackaged) {
    throw new Error(
      `Chromium, which the diagrams are checked with, was not found. Install it, for example with \`apt-get install chromium\`, or set ${CHROMIUM_VARIABLE} to the path of a Chromium or Chrome.`,
    );
  }
  const folder = join(findCacheFolder(), 'chromium-143');
  if (!existsSync(folder)) await unpack(folder);
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return {
    command: join(folder, 'chromium'),
    env: { ...env, ...fonts, LD_LIBRARY_PATH: join(folder, 'lib') },
  };
}

/** Unpacks into a temporary folder and renames it, so that concurrent tests cannot use half of it. */
async function unpack(folder: string): Promise<void> {
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    const content = (name: string) =>
      brotliDecompressSync(readFileSync(join(PACKAGED, `${name}.br`)));
    writeFileSync(join(unfinished, 'chromium'), content('chromium'), { mode: 0o755 });
    for (const name of ['al2023.tar', 'fonts.tar', 'swiftshader.tar']) {
      await unpackTar(content(name), unfinished);
    }
    writeFileSync(join(unfinished, 'fonts.conf'), fontsConf(folder));
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function unpackTar(content: Buffer, folder: string): Promise<void> {
  const archive = extract();
  archive.end(content);
  for await (const entry of archive) {
    const { name, type } = entry.header;
    if (type !== 'file') {
      entry.resume();
      continue;
    }
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await buffer(entry), { mode: 0o755 });
  }
}

const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>
`;

interface Answer {
  readonly id?: number;
  /** Of an event. */
  readonly method?: string;
  readonly params?: unknown;
  readonly error?: { readonly message: string };
  readonly result?: unknown;
}

/** A window, or paper, in pixels. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
  /** Whether the style for print applies. @default false */
  readonly isPrinted?: boolean;
  /** Whether the reader prefers dark colours. @default false */
  readonly isDark?: boolean;
}

/** Requests, messages on the console, violations of the page's policy, and exceptions. */
function complaintsOf({ method, params }: Answer): string[] {
  const event = params as { readonly request?: { readonly url: string } };
  if (method === 'Network.requestWillBeSent') return [`request of ${event.request?.url ?? ''}`];
  const isError = ['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown'];
  return isError.includes(method ?? '') ? [JSON.stringify(params)] : [];
}

/**
 * A page in a headless Chromium, which evaluates scripts.
 *
 * @see Chrome DevTools Protocol, `--remote-debugging-pipe`: messages as JSON, each followed by a zero byte
 */
export class ChromiumPage {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  /** What the page requested from elsewhere, and its errors, since it was last shown. */
  private complaints: string[] = [];
  private sessionId: string | undefined;
  private rest = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (data: string) => {
      const messages = (this.rest + data).split('\0');
      this.rest = messages.pop() ?? '';
      for (const message of messages) this.receive(JSON.parse(message) as Answer);
    });
  }

  /** Starts Chromium with an empty page of a width in pixels. */
  static async open(width: number, env: NodeJS.ProcessEnv = process.env): Promise<ChromiumPage> {
    const chromium = await findChromium(env);
    const profile = mkdtempSync(join(findCacheFolder(), 'chromium-profile-'));
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${profile}`,
      `--window-size=${width},1000`,
      '--remote-debugging-pipe',
    ];
    const child = spawn(chromium.command, options, {
      env: chromium.env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const page = new ChromiumPage(child, profile);
    const { targetId } = await page.send('Target.createTarget', { url: 'about:blank' });
    page.sessionId = (
      await page.send('Target.attachToTarget', { targetId, flatten: true })
    ).sessionId;
    return page;
  }

  /**
   * The value of a script.
   *
   * @throws Error for a script that throws
   */
  async evaluate(expression: string): Promise<unknown> {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options);
    if (exceptionDetails === undefined) return (result as { value?: unknown }).value;
    throw new Error(`The script failed: ${JSON.stringify(exceptionDetails)}`);
  }

  /** Shows a file, in a window of this size or on paper of that width. Returns what it requested, and its errors. */
  async show(
    file: string,
    { width, height, isPrinted = false, isDark = false }: PageSize,
  ): Promise<string[]> {
    this.complaints = [];
    for (const domain of ['Page', 'Log', 'Runtime', 'Network']) {
      await this.send(`${domain}.enable`, {});
    }
    await this.send('Emulation.setEmulatedMedia', {
      media: isPrinted ? 'print' : 'screen',
      features: [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }],
    });
    const metrics = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
    await this.send('Emulation.setDeviceMetricsOverride', metrics);
    const { href } = pathToFileURL(file);
    await this.send('Page.navigate', { url: href });
    await this.evaluate(`new Promise((resolve) => {
      const look = () => document.readyState === 'complete' && location.href.startsWith('file:')
        ? resolve() : setTimeout(look, 20);
      look();
    })`);
    return this.complaints.filter((each) => each !== `request of ${href}`);
  }

  /** A part of the page as a PNG image: its whole width, from one pixel to another. */
  async screenshot({ width, height }: PageSize, top = 0): Promise<Buffer> {
    const clip = { x: 0, y: top, width, height, scale: 1 };
    const options = { format: 'png', clip, captureBeyondViewport: true };
    const { data = '' } = await this.send('Page.captureScreenshot', options);
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private async send(method: string, params: object): Promise<Record<string, string | undefined>> {
    const id = this.waiting.size + 1;
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params, sessionId: this.sessionId });
    (this.child.stdio[3] as Writable).write(`${message}\0`);
    const { error, result } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as Record<string, string | undefined>;
  }

  private receive(answer: Answer): void {
    if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    else this.complaints.push(...complaintsOf(answer));
  }
}
