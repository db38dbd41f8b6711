import * as fs from 'node:fs';
import { runOrThrow } from '../cli/process/run';
import { ownVersion } from '../core/package-root';
import { readPending } from './release/changesets';
import { releaseProblems } from './release/checks';
import { readGolden } from './release/golden';
import { withRepository } from './release/repository';

/** `npm run release:publish -- <tag>`: builds and publishes the version that the tag names, with its provenance. */
async function main(tag = ''): Promise<void> {
  const problems = releaseProblems({
    tag,
    version: ownVersion(),
    golden: readGolden().version,
    changelog: fs.readFileSync('CHANGELOG.md', 'utf8'),
    pending: readPending(),
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const text = fs.readFileSync('package.json', 'utf8');
  fs.writeFileSync('package.json', withRepository(text, process.env));
  await runOrThrow('npm', ['run', 'build']);
  await runOrThrow('npm', ['publish', '--provenance', '--access', 'public', '--ignore-scripts']);
}

void main(process.argv[2]);
