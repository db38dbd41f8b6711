import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectFiles } from '../source/project-files';

/** Pages that a page above them lists. */
const LISTED = /^docs\/(?:README|rules\/(?!README).*)\.md$/;

test('docs/README.md lists every page once', () => {
  const text = fs.readFileSync('docs/README.md', 'utf8');
  const linked = [...text.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, page = '']) =>
    path.posix.join('docs', page),
  );
  const pages = projectFiles().filter((file) => /^docs\/.*\.md$/.test(file) && !LISTED.test(file));
  expect(linked.sort()).toEqual(pages.sort());
});
