import * as fs from 'node:fs';
import * as ts from 'typescript';
import { sourceFiles } from './source-files';

/** The framework. A project can have two copies: its own, and the one that the program of the package contains. */
const FRAMEWORK = /^(?:cdktf|constructs|@cdktf\/.*)$/;

/** Names that a source imports from the framework. */
function importedNames(source: ts.SourceFile): Set<string> {
  const clauses = source.statements
    .filter((each) => ts.isImportDeclaration(each))
    .filter(({ moduleSpecifier }) => FRAMEWORK.test((moduleSpecifier as ts.StringLiteral).text))
    .flatMap(({ importClause }) => importClause?.namedBindings ?? []);
  return new Set(
    clauses.flatMap((bindings) =>
      ts.isNamespaceImport(bindings)
        ? [bindings.name.text]
        : bindings.elements.map(({ name }) => name.text),
    ),
  );
}

/** Classes of the framework that a source compares with `instanceof`, which is false for objects of the other copy. */
function comparedClasses(text: string): string[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const compared: string[] = [];
  const visit = (node: ts.Node): void => {
    const isComparison =
      ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
    if (isComparison) compared.push(node.right.getText().split('.')[0] ?? '');
    ts.forEachChild(node, visit);
  };
  visit(source);
  const imported = importedNames(source);
  return compared.filter((name) => imported.has(name));
}

test('no source compares with a class of the framework', () => {
  const found = sourceFiles().flatMap((file) =>
    comparedClasses(fs.readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ["import { TerraformResource } from 'cdktf'; x instanceof TerraformResource;", 1],
  ["import * as cdktf from 'cdktf'; x instanceof cdktf.TerraformResource;", 1],
  ["import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket'; x instanceof S3Bucket;", 1],
  ["import { Own } from './own'; x instanceof Own;", 0],
  ["import { TerraformResource } from 'cdktf'; TerraformResource.isTerraformResource(x);", 0],
])('%s has %d such comparisons', (text, count) => {
  expect(comparedClasses(text)).toHaveLength(count);
});
