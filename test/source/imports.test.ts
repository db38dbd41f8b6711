import * as fs from 'node:fs';
import * as path from 'node:path';
import { preProcessFile } from 'typescript';
import { sourceFiles } from './source-files';

/** Files that each file imports, type-only imports included. */
type Imports = ReadonlyMap<string, readonly string[]>;

function readImports(files: readonly string[]): Imports {
  const known = new Set(files);
  const resolve = (from: string, name: string) => {
    const target = path.join(path.dirname(from), name);
    return [`${target}.ts`, path.join(target, 'index.ts')].find((each) => known.has(each));
  };
  return new Map(
    files.map((file) => {
      const { importedFiles } = preProcessFile(fs.readFileSync(file, 'utf8'));
      const local = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
      return [file, local.flatMap(({ fileName }) => resolve(file, fileName) ?? [])];
    }),
  );
}

/** The first import circle found from each file that closes one, as the files on the way round. */
function findCircles(imports: Imports): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file)) {
      circles.push([...trail.slice(trail.indexOf(file)), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

test('no file imports itself through others', () => {
  const imports = readImports(sourceFiles());
  expect(imports.get('stacks/recording-store.ts')).toContain('modules/path-lock.ts');
  expect(findCircles(imports).map((circle) => circle.join(' → '))).toEqual([]);
});

test('a circle is found, and a file that two others import is not one', () => {
  const diamond = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d']],
    ['d', []],
  ]);
  expect(findCircles(diamond)).toEqual([]);
  expect(findCircles(new Map([...diamond, ['d', ['b']]]))).toEqual([['b', 'd', 'b']]);
});
