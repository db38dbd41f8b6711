import type { ServerResponse } from 'node:http';
import { Secret } from '../../core/secret';
import type { VendorApi } from '../../dev/vendors/exchange';
import { type VendorFault, VendorServer } from '../../dev/vendors/server';
import type { AccessKey } from '../../core/access-key';
import type {
  Registration,
  RegistrationContext,
  RegistrationNote,
  RegistrationNotes,
} from '../../vendors/registration';
import { json } from '../http/fake-server';

/** The access key of these tests. */
export const KEY: AccessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
};

/** A context with the given credentials and local server. */
export function context(
  local: string,
  env: Readonly<Record<string, string>>,
  more: Partial<RegistrationContext> = {},
): RegistrationContext {
  return {
    outputs: {},
    key: () => KEY,
    yes: false,
    local,
    credentials: () =>
      Promise.resolve(
        Object.fromEntries(Object.entries(env).map(([name, text]) => [name, new Secret(text)])),
      ),
    waitUntil: async (attempt, succeeded) => {
      const first = await attempt();
      return succeeded(first) ? first : attempt();
    },
    notes: memoryNotes(),
    watchArrivals: () => Promise.resolve(() => Promise.resolve('recordings/test.txt')),
    ...more,
  };
}

/** Keeps a note in memory. */
export function memoryNotes(): RegistrationNotes & { note: RegistrationNote | undefined } {
  const notes = {
    note: undefined as RegistrationNote | undefined,
    read: () => Promise.resolve(notes.note),
    write: (note: RegistrationNote) => {
      notes.note = note;
      return Promise.resolve();
    },
    remove: () => {
      notes.note = undefined;
      return Promise.resolve();
    },
  };
  return notes;
}

/** Runs every step. @returns what each has done, or `=` when nothing differed */
export async function take({ steps }: Pick<Registration, 'steps'>): Promise<string[]> {
  const done: string[] = [];
  for (const { plan } of steps) {
    const { requests, act } = await plan();
    done.push(requests.length > 0 && act ? await act(() => undefined) : '=');
  }
  return done;
}

/** Runs a test with a server that has the given APIs. */
export async function serving(
  apis: readonly VendorApi[],
  use: (url: string, server: VendorServer) => Promise<void>,
): Promise<void> {
  const server = new VendorServer(apis);
  const url = await server.start();
  try {
    await use(url, server);
  } finally {
    await server.stop();
  }
}

/** An answer with a status and the error body that both Twilio and Genesys use. */
export const status =
  (code: number, body: object = { code: 'test', message: 'no' }, headers: object = {}) =>
  (response: ServerResponse): void => {
    json(response, body, { status: code, headers });
  };

/** A connection that ends without an answer. */
export const reset = (response: ServerResponse): void => {
  response.destroy();
};

/** Selects requests by method and path. */
export const on = (method: string, path: RegExp): VendorFault['when'] => {
  return (request) => request.method === method && path.test(request.path);
};
