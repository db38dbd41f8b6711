import * as ts from 'typescript';
import type { ValueFact, ValueFacts } from './facts';

/** Models by name, read from the TypeScript declarations of an SDK. */
export class DeclaredTypes {
  /** What was read so far. */
  readonly models: Record<string, ValueFacts> = {};
  private readonly declared = new Map<string, ts.TypeNode | readonly ts.TypeElement[]>();

  constructor(text: string) {
    const visit = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node)) this.declared.set(node.name.text, node.members);
      if (ts.isTypeAliasDeclaration(node)) this.declared.set(node.name.text, node.type);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile('sdk.d.ts', text, ts.ScriptTarget.Latest, true));
  }

  /** The fact that a declared type stands for. @throws Error if it is not declared */
  read(name: string): ValueFact {
    const declared = this.declared.get(name);
    if (declared === undefined) throw new Error(`The SDK does not declare ${name}.`);
    return 'kind' in declared ? this.factOf(declared, name) : this.modelOf(declared, name);
  }

  /** The fields of a declared type. */
  fieldsOf(name: string): ValueFacts {
    const { type } = this.read(name);
    return this.models[type] ?? {};
  }

  private factOf(node: ts.TypeNode, name: string): ValueFact {
    if (ts.isUnionTypeNode(node)) return this.unionOf(node, name);
    if (ts.isTypeLiteralNode(node)) return this.modelOf(node.members, name);
    if (ts.isArrayTypeNode(node)) {
      return { type: `${this.factOf(node.elementType, name).type}[]` };
    }
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
      return { type: 'string', values: [node.literal.text] };
    }
    return ts.isTypeReferenceNode(node) ? this.referenceOf(node, name) : { type: node.getText() };
  }

  private referenceOf(
    { typeName, typeArguments = ts.factory.createNodeArray() }: ts.TypeReferenceNode,
    name: string,
  ): ValueFact {
    const [argument] = typeArguments;
    const referred = typeName.getText();
    if (referred === 'Array' && argument) {
      return { type: `${this.factOf(argument, name).type}[]` };
    }
    return this.declared.has(referred) ? this.read(referred) : ANYTHING;
  }

  /** One of several types; undefined is what an optional field may be anyway. */
  private unionOf({ types }: ts.UnionTypeNode, name: string): ValueFact {
    const facts = types
      .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
      .map((each) => this.factOf(each, name));
    const values = facts.flatMap((each) => each.values ?? []);
    const type = [...new Set(facts.map((each) => each.type))].join(' | ');
    return { type, ...(values.length > 0 && { values }) };
  }

  private modelOf(members: readonly ts.TypeElement[], name: string): ValueFact {
    const properties = members.filter((each) => ts.isPropertySignature(each));
    // Set first: a model may refer to itself.
    this.models[name] = {};
    this.models[name] = Object.fromEntries(
      properties.map((each) => {
        const field = each.name.getText();
        const type = each.type && this.factOf(each.type, `${name}${capitalized(field)}`);
        return [field, { ...(type ?? ANYTHING), ...(!each.questionToken && { required: true }) }];
      }),
    );
    return { type: name };
  }
}

const ANYTHING: ValueFact = { type: 'object' };

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
