import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdktf';
import { loadEnvironments } from '../../config/load';
import { CallArchive } from '../../examples/own-stack';

const PAGES = ['README.md', 'CHANGELOG.md', ...fs.readdirSync('docs').filter(isPage).map(inDocs)];

function isPage(name: string): boolean {
  return name.endsWith('.md');
}

function inDocs(name: string): string {
  return path.join('docs', name);
}

const read = (page: string) => fs.readFileSync(page, 'utf8');

test('every whole environment shown in the documentation is valid', () => {
  const shown = PAGES.flatMap((page) =>
    [...read(page).matchAll(/<!-- environment -->\s+```yaml\n([^]*?)```/g)].map(
      ([, text = '']) => text,
    ),
  );
  expect(shown.length).toBeGreaterThan(0);
  for (const text of shown) {
    expect(loadEnvironments([{ file: 'example.yaml', text }]).problems).toEqual([]);
  }
});

test.each(PAGES)('%s links only to what is there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  const missing = links
    .map((link) => path.join(path.dirname(page), link))
    // Users replace the examples by environments of their own.
    .filter((file) => !file.startsWith('environments/') && !fs.existsSync(file));
  expect(missing).toEqual([]);
});

test('the stack of one’s own that README shows is the example, and can be built', () => {
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/own-stack.ts')}\`\`\``);
  const { resource } = new CallArchive(new App(), 'archive').toTerraform() as {
    resource: Record<string, Record<string, { bucket?: string }>>;
  };
  const buckets = Object.values(resource.aws_s3_bucket ?? {}).map(({ bucket }) => bucket);
  expect(buckets).toEqual(['acme-calls']);
});
