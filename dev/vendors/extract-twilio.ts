import * as fs from 'node:fs';
import * as path from 'node:path';
import type { OperationFact, ValueFact, ValueFacts, VendorFacts } from './facts';

/** The resources that callvault uses, by the file of the SDK that describes each. */
const RESOURCES = [
  'lib/rest/accounts/v1/credential/aws',
  'lib/rest/video/v1/recordingSettings',
  'lib/rest/video/v1/compositionSettings',
];

/** The beginning of all paths. */
const VERSION = '/v1';

/** Reads the facts of Twilio from its SDK. */
export function extractTwilio(folder: string): Omit<VendorFacts, 'sources'> {
  const resources = RESOURCES.map((name) => readResource(path.join(folder, name)));
  return {
    operations: resources.flatMap(({ operations }) => operations),
    models: Object.assign(
      { PageMeta: PAGE_META },
      ...resources.map(({ models }) => models),
    ) as VendorFacts['models'],
  };
}

/** @see twilio-oai, `twilio_accounts_v1.json`, the `meta` of a list */
const PAGE_META: ValueFacts = {
  key: { type: 'string', required: true },
  page: { type: 'number', required: true },
  page_size: { type: 'number', required: true },
  first_page_url: { type: 'string' },
  previous_page_url: { type: 'string' },
  next_page_url: { type: 'string' },
  url: { type: 'string' },
};

function readResource(file: string): Omit<VendorFacts, 'sources'> {
  const code = fs.readFileSync(`${file}.js`, 'utf8');
  const types = fs.readFileSync(`${file}.d.ts`, 'utf8');
  const model = /interface (\w+)Resource \{/.exec(types)?.[1] ?? '';
  const list = /interface \w+Payload extends TwilioResponsePayload \{\s*(\w+): /.exec(types)?.[1];
  const operations = code
    .split(/(?=(?:this|instance)\._uri = `)/)
    .slice(1)
    .flatMap((piece) => operationsOf(piece, types, model));
  return {
    operations,
    models: {
      [model]: fieldsOf(`${model}Resource`, types),
      ...(list !== undefined && {
        [`${model}Page`]: {
          [list]: { type: `${model}[]`, required: true },
          meta: { type: 'PageMeta', required: true },
        },
      }),
    },
  };
}

/** The methods of a class or list. Those with `WithHttpInfo` send the same requests. */
const FUNCTION =
  /\n {4}(?:instance\.)?(create|fetch|update|remove|page)(?: = function \w+)?\((?:params|callback)(.*?)method: "(\w+)"/gs;

function operationsOf(piece: string, types: string, model: string): OperationFact[] {
  const uri = /_uri = `([^`]*)`/.exec(piece)?.[1] ?? '';
  return [...piece.matchAll(FUNCTION)].map(([, name = '', code = '', method = '']) => {
    const values = parametersOf(code, types);
    const where = name === 'page' ? 'query' : 'form';
    return {
      method: method.toUpperCase(),
      path: `${VERSION}${uri.replaceAll('${', '{')}`,
      ...(Object.keys(values).length > 0 && { [where]: values }),
      ...(name !== 'remove' && { answer: name === 'page' ? `${model}Page` : model }),
    };
  });
}

function parametersOf(code: string, types: string): ValueFacts {
  const set = [...code.matchAll(/data\["(\w+)"\] = (?:serialize\.\w+\()?params(?:\["|\.)(\w+)/g)];
  return Object.fromEntries(
    set.map(([, name = '', parameter = '']) => [name, parameterOf(parameter, code, types)]),
  );
}

function parameterOf(parameter: string, code: string, types: string): ValueFact {
  const described = new RegExp(`/\\*\\* ([^\\n]*) \\*/\\s+${parameter}\\??: (\\w+);`).exec(types);
  const [, about = '', type = 'string'] = described ?? [];
  const max = /maximum is (\d+)/.exec(about)?.[1];
  const maxLength = /up to (\d+) characters/.exec(about)?.[1];
  return {
    type,
    ...(code.includes(`params['${parameter}']\\" missing`) && { required: true }),
    ...(max !== undefined && { max: Number(max) }),
    ...(maxLength !== undefined && { maxLength: Number(maxLength) }),
  };
}

function fieldsOf(name: string, types: string): ValueFacts {
  const block = new RegExp(`interface ${name} \\{(.*?)\\n\\}`, 's').exec(types)?.[1] ?? '';
  const fields = [...block.matchAll(/(\w+): (\w+);/g)];
  return Object.fromEntries(
    fields.map(([, field = '', type = '']) => [field, { type: type === 'Date' ? 'string' : type }]),
  );
}
