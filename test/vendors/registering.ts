import type { ServerResponse } from 'node:http';
import { Secret } from '../../core/secret';
import type { VendorApi } from '../../dev/vendors/exchange';
import { type VendorFault, VendorServer } from '../../dev/vendors/server';
import type { AccessKey, Registration, RegistrationContext } from '../../vendors/registration';
import { json } from '../http/fake-server';

/** The key a vendor is given in these tests. */
export const KEY: AccessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
};

/** What is the same for every vendor; what is read of the environment is given. */
export function context(
  local: string,
  env: Readonly<Record<string, string>>,
  more: Partial<RegistrationContext> = {},
): RegistrationContext {
  return {
    ...{ outputs: {}, key: () => KEY, yes: false, local },
    credentials: (...sets) => {
      const whole = sets.find((names) => names.every((name) => env[name] !== undefined)) ?? [];
      return Promise.resolve(
        Object.fromEntries(whole.map((name) => [name, new Secret(env[name] ?? '')])),
      );
    },
    watchArrivals: () => Promise.resolve(() => Promise.resolve('recordings/test.txt')),
    ...more,
  };
}

/** Takes every step; gives what was done, or `=` for what was there. */
export async function take({ steps }: Registration): Promise<string[]> {
  const done: string[] = [];
  for (const { plan } of steps) {
    const { requests, act } = await plan();
    done.push(requests.length > 0 && act ? await act() : '=');
  }
  return done;
}

/** A server with some APIs, for as long as a test uses it. */
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

/** An answer with a status, and what Twilio and Genesys both would say. */
export const status =
  (code: number, body: object = { code: 'test', message: 'no' }, headers: object = {}) =>
  (response: ServerResponse): void => {
    json(response, body, { status: code, headers });
  };

/** No answer at all. */
export const reset = (response: ServerResponse): void => {
  response.destroy();
};

/** Strikes requests of a method and a path. */
export const on = (method: string, path: RegExp): VendorFault['when'] => {
  return (request) => request.method === method && path.test(request.path);
};
