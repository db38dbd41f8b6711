import type { ServerResponse } from 'node:http';
import { HttpError, requestJson } from '../../http/json';
import { FakeServer, json } from './fake-server';

type Answer = (response: ServerResponse) => void;

/** Answers of a server, in turn; the last one again and again. */
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

test.each([429, 500, 502, 503, 504])('%d is asked again, and then answered', async (code) => {
  await served([status(code), good], async (url, server) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
    expect(server.seen).toHaveLength(2);
  });
});

test('after four times it is given up', async () => {
  await served([status(503)], async (url, server) => {
    await expect(requestJson({ url, waitMs: 1 })).rejects.toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(4);
  });
});

test.each([400, 401, 403, 404])('%d is not asked again', async (code) => {
  await served([status(code)], async (url, server) => {
    await expect(requestJson({ url })).rejects.toMatchObject({ name: 'HttpError', status: code });
    expect(server.seen).toHaveLength(1);
  });
});

test.each(['retry-after', 'inin-ratelimit-reset'])('%s is waited for', async (header) => {
  await served([status(429, { [header]: '1' }), good], async (url) => {
    const started = Date.now();
    await requestJson({ url, waitMs: 1 });
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });
});

test('a Retry-After that is no number of seconds does not keep anybody waiting', async () => {
  await served([status(429, { 'retry-after': 'soon' }), good], async (url) => {
    await expect(requestJson({ url, waitMs: 1 })).resolves.toEqual({ good: true });
  });
});

test('a server that never answers is given up, without repeating the secret', async () => {
  await served([() => undefined], async (url) => {
    const asked = requestJson({
      url,
      timeoutMs: 100,
      headers: { authorization: 'Basic c2VjcmV0' },
    });
    await expect(asked).rejects.toThrow(`${url} gave no answer: in 100 ms`);
    await expect(asked).rejects.not.toThrow('c2VjcmV0');
  });
});

test('what is no JSON, or no end of it, is an error', async () => {
  const page: Answer = (response) => {
    response.end('<html>');
  };
  await served([page], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow('answered what is no JSON');
  });
  const endless: Answer = (response) => {
    const more = () => {
      while (response.writable && response.write(Buffer.alloc(1_048_576, ' ')));
    };
    response.on('drain', more);
    more();
  };
  await served([endless], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow('answered more than 10485760 bytes');
  });
});

test('a redirect is not followed', async () => {
  await served([status(302, { location: 'https://example.com/' })], async (url) => {
    await expect(requestJson({ url })).rejects.toThrow(HttpError);
  });
});

test('nothing is sent in clear to another machine', async () => {
  await expect(requestJson({ url: 'http://api.example.com/' })).rejects.toThrow(
    'is not an https address',
  );
});
