import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { LocalRequest } from '../../dev/exchange';
import { answerMissingCalls } from '../../dev/missing-calls';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

const post = (body: string, type = FORM, more: string[] = []) => {
  const request: LocalRequest = {
    method: 'POST',
    url: '/',
    headers: ['Content-Type', type, ...more],
    body: Readable.from([Buffer.from(body)]),
  };
  return answerMissingCalls()(request, async (next) => ({
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

test('DataSync resources have no tags', async () => {
  const scope = (service: string) => [
    'Authorization',
    `Credential=test/20261121/us-east-1/${service}/aws4_request`,
    'X-Amz-Target',
    'FmrsService.ListTagsForResource',
  ];
  const answer = await post('{}', 'application/x-amz-json-1.1', scope('datasync'));
  expect(answer.body).toBe('{"Tags":[]}');
  const other = await post('{}', 'application/x-amz-json-1.1', scope('other'));
  expect(other.body).toBe('moto was asked {}');
});

test.each([
  ['Action=ListAccessKeys&UserName=vendor', undefined],
  ['{"Action":"ListServiceSpecificCredentials"}', 'application/json'],
])('moto answers %s, and gets the whole request', async (body, type) => {
  await expect(post(body, type)).resolves.toMatchObject({
    status: 299,
    body: `moto was asked ${body}`,
  });
});
