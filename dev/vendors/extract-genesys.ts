import * as fs from 'node:fs';
import * as path from 'node:path';
import type { OperationFact, ValueFact, ValueFacts, VendorFacts } from './facts';

/** The requests that callvault or its tests use; the SDK describes thousands. */
const PATHS = [
  /^\/api\/v2\/integrations(\/credentials(\/types|\/listing|\/\{credentialId\})?)?$/,
  /^\/api\/v2\/integrations\/\{integrationId\}(\/config\/current)?$/,
  /^\/api\/v2\/integrations\/types(\/\{typeId\}(\/configschemas\/\{configType\})?)?$/,
  /^\/api\/v2\/recording\/(crossplatform\/)?mediaretentionpolicies$/,
  /^\/api\/v2\/recordings\/retention\/query$/,
  /^\/api\/v2\/organizations\/me$/,
  /^\/api\/v2\/ipranges$/,
];

/** Fields whose models are large and not used: they are taken as they come. */
const OPAQUE = /^(conditions|policyErrors|images|helpLinks|assign\w+|initiateScreenRecording)$/;

/**
 * Values that the JavaScript SDK describes in no file.
 *
 * @see MyPureCloud/platform-client-sdk-dotnet, the enumerations in `Model/Integration.cs`,
 *   `Model/IntegrationStatusInfo.cs` and `Model/ArchiveRetention.cs`
 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'Integration.intendedState': ['ENABLED', 'DISABLED', 'DELETED'],
  'IntegrationStatusInfo.code': ['ACTIVE', 'ACTIVATING', 'INACTIVE', 'DEACTIVATING', 'ERROR'],
  'ArchiveRetention.storageMedium': ['CLOUDARCHIVE'],
};

/** Reads the facts of Genesys Cloud from its SDK. */
export function extractGenesys(folder: string): Omit<VendorFacts, 'sources'> {
  const types = fs.readFileSync(path.join(folder, 'index.d.ts'), 'utf8');
  const apis = path.join(folder, 'src/purecloud-platform-client-v2/api');
  const operations = fs
    .readdirSync(apis)
    .flatMap((name) => operationsOf(fs.readFileSync(path.join(apis, name), 'utf8'), types));
  const unique = new Map(operations.map((each) => [`${each.path} ${each.method}`, each]));
  const sorted = [...unique.keys()].sort().map((key) => unique.get(key) as OperationFact);
  const roots = sorted.flatMap(({ body, answer }) => [body, answer, 'ErrorBody']);
  return { operations: sorted, models: modelsOf(types, roots) };
}

const METHOD =
  /\n\t(\w+)\([^)]*\) \{ \n.*?callApi\(\s*'([^']+)',\s*'(\w+)',\s*\{[^\n]*\},\s*\{([^\n]*)\},\s*\{[^\n]*\},\s*\{[^\n]*\},\s*([^\n]*),/gs;

function operationsOf(code: string, types: string): OperationFact[] {
  const pieces = code.split(/(?=\n\t\/\*\*\n)/);
  return pieces.flatMap((piece) => {
    const [found] = piece.matchAll(METHOD);
    return found && PATHS.some((each) => each.test(found[2] ?? ''))
      ? [operationOf([...found], piece, types)]
      : [];
  });
}

function operationOf(found: readonly string[], docs: string, types: string): OperationFact {
  const [, name = '', at = '', method = '', query = '', body = ''] = found;
  const about = describeMethod(name, types);
  const names = [...query.matchAll(/'(\w+)': /g)].map(([, each = '']) => each);
  const facts = names.map((each) => [each, parameterOf(each, about, docs)] as const);
  const model = body.trim() === 'null' ? undefined : about.parameters.body;
  return {
    method,
    path: at,
    ...(facts.length > 0 && { query: Object.fromEntries(facts) }),
    ...(model !== undefined && { body: model }),
    ...(about.answer !== 'void' && { answer: about.answer }),
  };
}

interface MethodTypes {
  /** Types by name. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  readonly answer: string;
}

function describeMethod(name: string, types: string): MethodTypes {
  const call = new RegExp(`\\n\\s+${name}\\(([^)]*)\\): Promise<([^\\n]*)>;`).exec(types);
  const [, parameters = '', answer = ''] = call ?? [];
  const given = [...parameters.matchAll(/(\w+): ([\w.<>]+)/g)];
  const options = [...blockOf(`${name}Options`, types).matchAll(/"(\w+)"\?: ([^;]+);/g)];
  return {
    parameters: Object.fromEntries(
      [...given, ...options].map(([, each = '', type = '']) => [each, typeOf(type)]),
    ),
    required: given.map(([, each = '']) => each),
    answer: typeOf(answer),
  };
}

function parameterOf(name: string, { parameters, required }: MethodTypes, docs: string): ValueFact {
  const about =
    new RegExp(`@param \\{[^}]*\\}+ (?:opts\\.)?${name} ([^\\n]*)`).exec(docs)?.[1] ?? '';
  const max = /[Mm]aximum is (\d+)/.exec(about)?.[1];
  return {
    type: parameters[name] ?? 'string',
    ...(required.includes(name) && { required: true }),
    ...(max !== undefined && { max: Number(max) }),
  };
}

function modelsOf(types: string, roots: readonly (string | undefined)[]): VendorFacts['models'] {
  const models = new Map<string, ValueFacts>();
  const add = (type: string | undefined): void => {
    const name = type?.replace(/^map of /, '').replace(/\[\]$/, '') ?? '';
    if (!/^[A-Z]/.test(name) || models.has(name)) return;
    const fields = fieldsOf(name, types);
    models.set(name, fields);
    for (const { type: each } of Object.values(fields)) add(each);
  };
  roots.forEach(add);
  return Object.fromEntries([...models].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function fieldsOf(model: string, types: string): ValueFacts {
  const fields = [...blockOf(model, types).matchAll(/"(\$?\w+)"(\??): (.+);\n/g)];
  return Object.fromEntries(
    fields.map(([, name = '', optional, type = '']) => {
      const values = VALUES[`${model}.${name}`];
      const fact: ValueFact = {
        type: OPAQUE.test(name) ? anything(type) : typeOf(type),
        ...(optional === '' && { required: true }),
        ...(values && { values }),
      };
      return [name, fact];
    }),
  );
}

function blockOf(name: string, types: string): string {
  return (
    new RegExp(`export interface ${name} \\{ \\n(.*?)\\n\\t\\}`, 's')
      .exec(types)?.[1]
      ?.concat('\n') ?? ''
  );
}

const anything = (type: string) => (type.startsWith('Array<') ? 'object[]' : 'object');

/** A type of TypeScript as it stands in the facts. */
function typeOf(type: string): string {
  const list = /^Array<(.*)>$/.exec(type)?.[1];
  if (list !== undefined) return `${typeOf(list)}[]`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map !== undefined) return `map of ${typeOf(map)}`;
  return type.replace(/^Models\./, '');
}
