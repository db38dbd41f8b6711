import * as fs from 'node:fs';
import * as path from 'node:path';

const IGNORED = new Set(['node_modules', 'cdktf.out', 'dist', 'test']);

/** Every TypeScript file of the project except tests, by its path from the root. */
export function sourceFiles(folder = '.'): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || IGNORED.has(entry.name) ? [] : sourceFiles(name);
    }
    return name.endsWith('.ts') && !name.endsWith('.d.ts') ? [name] : [];
  });
}
