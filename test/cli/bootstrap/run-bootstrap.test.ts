import { bootstrap } from '../../../cli/bootstrap/run-bootstrap';
import { environmentsOf } from '../../environments';

const TEXT = `account: '111111111111'
region: eu-central-1
type: throw-away
localAws: { endpoint: 'http://127.0.0.1:1' }
state: { backend: s3, bucket: acme-state }
stores: {}
`;

test('what ends a step is thrown, and not printed by the list of steps as well', async () => {
  const printed: string[] = [];
  const keep = (text: string | Uint8Array) => printed.push(String(text)) > 0;
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(keep),
  );
  const environments = environmentsOf([{ file: 'environments/dev.yaml', text: TEXT }]);
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const failure = await bootstrap({
    environments,
    environment: 'dev',
    env,
    renderer: 'simple',
  }).catch((error: unknown) => error as Error);
  for (const each of streams) each.mockRestore();
  expect(failure).toBeInstanceOf(Error);
  const { message } = failure as Error;
  expect(message).toContain('127.0.0.1');
  expect(printed.join('')).toContain('Check the account and the bucket');
  expect(printed.join('')).not.toContain(message.split('\n')[0]);
});
