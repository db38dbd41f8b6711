import * as fs from 'node:fs';
import * as ts from 'typescript';
import { sourceFiles } from './source-files';

/** Names of the types, classes and functions that a file declares and exports. */
function exportedNames(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    const declared =
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isFunctionDeclaration(statement);
    if (!declared) return [];
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return exported === true && statement.name ? [statement.name.text] : [];
  });
}

test('no two exported types, classes or functions have the same name', () => {
  const files = new Map<string, string[]>();
  for (const file of sourceFiles()) {
    for (const name of new Set(exportedNames(file))) {
      files.set(name, [...(files.get(name) ?? []), file]);
    }
  }
  expect(files.get('RecordingStore')).toEqual(['stacks/recording-store.ts']);
  const shared = [...files].filter(([, where]) => where.length > 1);
  expect(shared.map(([name, where]) => `${name}: ${where.sort().join(', ')}`)).toEqual([]);
});
