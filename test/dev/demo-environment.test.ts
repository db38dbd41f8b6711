import * as fs from 'node:fs';
import { environmentsOf } from '../environments';

test('the environment of the demo has a state bucket to bootstrap, and a store of each vendor of a guide', () => {
  const text = fs.readFileSync('environments/local.yaml', 'utf8');
  const [environment] = environmentsOf([{ file: 'environments/local.yaml', text }]);
  expect(environment?.state.backend).toBe('s3');
  expect(environment?.stores.map(({ id, settings }) => [id, settings.vendor])).toEqual([
    ['meetings-local', 'worqhat'],
    ['calls-local', 'genesys'],
    ['video-local', 'twilio'],
  ]);
});
