import * as fs from 'node:fs';
import { withRepository } from '../../../dev/release/repository';

test('a published package names the repository that its provenance names', () => {
  const text = fs.readFileSync('package.json', 'utf8');
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/callvault' };
  expect(JSON.parse(withRepository(text, env))).toEqual({
    ...(JSON.parse(text) as object),
    repository: { type: 'git', url: 'git+https://github.com/acme/callvault.git' },
  });
});

test('nothing is published outside of a workflow', () => {
  expect(() => withRepository('{}', {})).toThrow('GITHUB_REPOSITORY is not set');
});
