import { type Release, releaseProblems } from '../../../dev/release/checks';

const RELEASE: Release = {
  tag: 'v1.2.0',
  version: '1.2.0',
  golden: '1.2.0',
  changelog: '# Changelog\n\n## 1.2.0\n\n- Text.\n\n## 1.1.0\n',
  pending: [],
};

test('a version with its tag, its deployment and its changelog can be published', () => {
  expect(releaseProblems(RELEASE)).toEqual([]);
});

test.each<[string, Partial<Release>]>([
  ['The tag is v1.3.0, and package.json has the version 1.2.0.', { tag: 'v1.3.0' }],
  ['The tag is 1.2.0, and package.json has the version 1.2.0.', { tag: '1.2.0' }],
  ['test/golden has version 1.1.0 instead of 1.2.0: npm run golden.', { golden: '1.1.0' }],
  ['CHANGELOG.md has no section 1.2.0.', { changelog: '# Changelog\n\n## 1.2.01\n' }],
  [
    'There are changesets that no version contains: npm run release:version.',
    { pending: ['minor'] },
  ],
])('%s', (problem, change) => {
  expect(releaseProblems({ ...RELEASE, ...change })).toEqual([problem]);
});
