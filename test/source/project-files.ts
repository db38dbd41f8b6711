import * as fs from 'node:fs';
import * as path from 'node:path';

/** Folders and files that `.gitignore` names without a wildcard, relative to the root; folders of any depth without it. */
const ignored = fs
  .readFileSync('.gitignore', 'utf8')
  .split('\n')
  .filter((line) => /^\/?[\w.-]+\/?$/.test(line))
  .map((line) => line.replace(/\/$/, ''));

/** The project's files below a folder, as Git would list them, found without starting it. */
export function projectFiles(folder = '.'): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.name === '.git' || ignored.includes(entry.name) || ignored.includes(`/${file}`)) {
      return [];
    }
    return entry.isDirectory() ? projectFiles(file) : [file];
  });
}

/** The project's Markdown pages. */
export function pages(): string[] {
  return projectFiles().filter((file) => file.endsWith('.md') && !isFixture(file));
}

/** Whether a file is data of a test that a program wrote. */
export function isFixture(file: string): boolean {
  return /^test\/review\/[^/]+\/(?:plan\.json|expected\.md)$/.test(file);
}
