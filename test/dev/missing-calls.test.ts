import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { LocalRequest } from '../../dev/exchange';
import { answerMissingCalls } from '../../dev/missing-calls';

const post = (body: string, type = 'application/x-www-form-urlencoded; charset=utf-8') => {
  const request: LocalRequest = {
    method: 'POST',
    url: '/',
    headers: ['Content-Type', type],
    body: Readable.from([Buffer.from(body)]),
  };
  return answerMissingCalls(request, async (next) => ({
    status: 299,
    headers: [],
    body: `moto was asked ${await text(next.body)}`,
  }));
};

test('a user has no service-specific credentials', async () => {
  const answer = await post('Action=ListServiceSpecificCredentials&UserName=vendor');
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('<ServiceSpecificCredentials/>');
});

test.each([
  ['Action=ListAccessKeys&UserName=vendor', undefined],
  ['{"Action":"ListServiceSpecificCredentials"}', 'application/json'],
])('moto answers %s, and is asked it whole', async (body, type) => {
  await expect(post(body, type)).resolves.toMatchObject({
    status: 299,
    body: `moto was asked ${body}`,
  });
});
