import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { requestJson } from '../../http/json';
import { FakeServer, json } from './fake-server';

type Answer = (response: ServerResponse) => void;

/** Starts a server with these answers in turn; the last one is repeated. */
async function served(
  answers: readonly Answer[],
  ask: (url: string, server: FakeServer) => Promise<void>,
): Promise<void> {
  const server = new FakeServer((_, response) => {
    const answer = answers[Math.min(server.seen.length, answers.length) - 1];
    answer?.(response);
  });
  const url = await server.start();
  try {
    await ask(url, server);
  } finally {
    await server.stop();
  }
}

const good: Answer = (response) => {
  json(response, { good: true });
};
const status =
  (code: number, headers = {}): Answer =>
  (response) => {
    json(response, {}, { status: code, headers });
  };

test.each([429, 500, 502, 503, 504])('a request is repeated after %d', async (code) => {
  await served([status(code), good], async (url, server) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
    expect(server.seen).toHaveLength(2);
  });
});

test('a request is sent four times at most', async () => {
  await served([status(503)], async (url, server) => {
    await expect(requestJson({ url, waitMs: 1 })).rejects.toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(4);
  });
});

test.each([400, 401, 403, 404])('a request is not repeated after %d', async (code) => {
  await served([status(code)], async (url, server) => {
    await expect(requestJson({ url })).rejects.toMatchObject({ name: 'HttpError', status: code });
    expect(server.seen).toHaveLength(1);
  });
});

test.each(['retry-after', 'inin-ratelimit-reset'])(
  'a wait asked for by %s is granted',
  async (header) => {
    await served([status(429, { [header]: '1' }), good], async (url) => {
      const started = Date.now();
      await requestJson({ url, waitMs: 1 });
      expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    });
  },
);

test('a Retry-After that is not a number of seconds is ignored', async () => {
  await served([status(429, { 'retry-after': 'soon' }), good], async (url) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
  });
});

test.each<[string, Answer]>([
  [
    'arrives in small pieces',
    (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.once('close', () => {
        clearInterval(timer);
      });
    },
  ],
  [
    'stops in the middle',
    (response) => {
      response.writeHead(200);
      response.write('{"good":');
    },
  ],
])('the deadline covers an answer that %s', async (_, answer) => {
  await served([answer], async (url) => {
    const asked = requestJson({ url, method: 'POST', timeoutMs: 150 });
    await expect(asked).rejects.toThrow(`${url} did not answer within 150 ms`);
  });
});

test('the error for a server that never answers does not show the secret', async () => {
  await served([() => undefined], async (url) => {
    const asked = requestJson({
      url,
      timeoutMs: 100,
      headers: { authorization: 'Basic c2VjcmV0' },
    });
    await expect(asked).rejects.toThrow(`${url} did not answer within 100 ms`);
    await expect(asked).rejects.not.toThrow('c2VjcmV0');
  });
});

test('an answer that is not JSON or too large is an error', async () => {
  const page: Answer = (response) => {
    response.end('<html>');
  };
  await served([page], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow('did not answer with JSON');
  });
  const endless: Answer = (response) => {
    const more = () => {
      while (response.writable && response.write(Buffer.alloc(1_048_576, ' ')));
    };
    response.on('drain', more);
    more();
  };
  await served([endless], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow('answered with more than 10485760 bytes');
  });
});

test('a byte order mark in front of JSON is left out', async () => {
  const marked: Answer = (response) => {
    response.end('\ufeff{"good":true}');
  };
  await served([marked], async (url) => {
    await expect(requestJson({ url })).resolves.toEqual({ good: true });
  });
});

test.each(['http://[::1', 'https://', '//'])(
  'a redirect to %j, which is not an address, is refused once',
  async (location) => {
    await served([status(302, { location })], async (url, server) => {
      await expect(requestJson({ url, followOnce: true, waitMs: 1 })).rejects.toThrow(
        'redirects to what is not an https address',
      );
      expect(server.seen).toHaveLength(1);
    });
  },
);

test('a redirect is not followed', async () => {
  await served([status(302, { location: 'https://example.com/' })], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow(HttpError);
  });
});

test('no request is sent in clear to another machine', async () => {
  await expect(requestJson({ url: 'http://api.example.com/' })).rejects.toThrow(
    'is not an https address',
  );
});

test('a request that is not repeatable is repeated only if the server did nothing', async () => {
  const post = (url: string) => requestJson({ url, method: 'POST', body: '{}', waitMs: 1 });
  await served([status(429), good], async (url, server) => {
    await expect(post(url)).resolves.toEqual({ good: true });
    expect(server.seen).toHaveLength(2);
  });
  for (const code of [500, 503]) {
    await served([status(code), good], async (url, server) => {
      await expect(post(url)).rejects.toMatchObject({ status: code, ambiguous: true });
      expect(server.seen).toHaveLength(1);
    });
  }
  await served([status(400)], async (url) => {
    await expect(post(url)).rejects.toMatchObject({ status: 400, ambiguous: false });
  });
});

test('a request is repeated after a broken connection, unless the server may have done it', async () => {
  const broken: Answer = (response) => {
    response.destroy();
  };
  await served([broken, good], async (url) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
  });
  await served([broken, good], async (url, server) => {
    const asked = requestJson({ url, method: 'POST', waitMs: 1 });
    await expect(asked).rejects.toMatchObject({ ambiguous: true });
    expect(server.seen).toHaveLength(1);
  });
});

test('a request is repeated after an incomplete answer', async () => {
  const half: Answer = (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"good":', () => response.destroy());
  };
  await served([half, good], async (url) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
  });
});

test('a request that reaches no server was certainly not done', async () => {
  const server = new FakeServer(() => undefined);
  const url = await server.start();
  await server.stop();
  const asked = requestJson({ url, method: 'POST', waitMs: 1 });
  await expect(asked).rejects.toMatchObject({ ambiguous: false });
});

test('an answer without content is undefined', async () => {
  const empty: Answer = (response) => {
    response.writeHead(204).end();
  };
  await served([empty], async (url) => {
    await expect(requestJson({ url, method: 'DELETE' })).resolves.toBeUndefined();
  });
});

test('the details of an error are shown without secrets and control characters', async () => {
  const refused: Answer = (response) => {
    const message = `no such key hush-hush \u001b[2J${'x'.repeat(400)}`;
    const more_info = 'https://www.twilio.com/docs/errors/20001';
    json(response, { code: 20001, message, more_info }, { status: 400 });
  };
  await served([refused], async (url) => {
    const error: unknown = await requestJson({ url, secrets: [new Secret('hush-hush')] }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ details: { code: '20001' } });
    const { message } = error as Error;
    expect(message).toContain('answered 400 (20001: no such key <redacted> \\u{1b}[2Jxxx');
    expect(message).toMatch(/; see https:\/\/www\.twilio\.com\/docs\/errors\/20001$/);
    expect(message).not.toMatch(/hush|x{300}/);
  });
});

test('a request is not repeated if the certificate is wrong', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.end('this is not TLS');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await expect(requestJson({ url: `https://127.0.0.1:${port}/`, waitMs: 1 })).rejects.toThrow(
      /did not answer: .*(SSL|TLS|packet|wrong version)/i,
    );
    expect(connections).toBe(1);
  } finally {
    server.close();
  }
});

test('with followOnce one redirect is followed without the headers, and no second', async () => {
  const server = new FakeServer(({ url }, response) => {
    const next: Record<string, string> = { '/first': '/second', '/twice': '/first' };
    const location = next[url];
    if (location === undefined) json(response, { at: url });
    else response.writeHead(307, { location }).end();
  });
  const url = await server.start();
  try {
    const headers = { authorization: 'Bearer token' };
    const follow = (path: string) =>
      requestJson({ url: `${url}${path}`, headers, followOnce: true, waitMs: 1 });
    await expect(follow('/first')).resolves.toEqual({ at: '/second' });
    expect(server.seen.map((each) => each.headers.authorization)).toEqual([
      'Bearer token',
      undefined,
    ]);
    await expect(follow('/twice')).rejects.toThrow('did not answer');
    await expect(requestJson({ url: `${url}/first`, waitMs: 1 })).rejects.toThrow('did not answer');
  } finally {
    await server.stop();
  }
});

test('no error shows an address that is a secret', async () => {
  await served([status(403)], async (url) => {
    const asked = requestJson({ url: `${url}/upload?key=hidden`, name: 'The upload' });
    await expect(asked).rejects.toThrow('The upload answered 403');
    await expect(asked).rejects.not.toThrow('hidden');
  });
});

test('an answer that is not read may have any content', async () => {
  const page: Answer = (response) => {
    response.end('<done/>');
  };
  await served([page], async (url) => {
    await expect(requestJson({ url, expects: 'nothing' })).resolves.toBeUndefined();
  });
});

test('an answer may have maxBytes, but not one byte more', async () => {
  await served([good], async (url) => {
    await expect(requestJson({ url, maxBytes: 13 })).resolves.toEqual({ good: true });
    await expect(requestJson({ url, maxBytes: 12 })).rejects.toThrow(
      'answered with more than 12 bytes',
    );
  });
});

test('the first of several JSON:API errors is shown', async () => {
  const refusal: Answer = (response) => {
    const errors = [{ status: '422', title: 'invalid', detail: 'no such run' }];
    json(response, { errors }, { status: 422 });
  };
  await served([refusal], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow('answered 422 (no such run)');
  });
});
