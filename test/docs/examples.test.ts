import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdktf';
import { parseAllDocuments } from 'yaml';
import { ALLOW_ALL } from '../../access/decide';
import { loadEnvironments } from '../../config/load';
import { readSource } from '../../config/source';
import { CallArchive } from '../../examples/own-stack';
import { engine } from '../access/world';
import { pages } from '../source/project-files';

const PAGES = pages();

const read = (page: string) => fs.readFileSync(page, 'utf8');

/** The YAML blocks of a page, each with the paragraph before it. */
function yamlBlocks(page: string): { before: string; text: string }[] {
  return [...read(page).matchAll(/^([^\n]*)\n\n```yaml\n([^]*?)```/gm)].map(
    ([, before = '', text = '']) => ({ before, text }),
  );
}

/** A rule about YAML itself: its page shows what the rule refuses, which may not be YAML. */
const YAML_RULE = /^docs\/rules\/(yaml-[a-z-]+)\.md$/;

const isRefused = (page: string, before: string) => YAML_RULE.test(page) && before === 'Incorrect:';

test('every whole environment shown in the documentation is valid', () => {
  const shown = PAGES.flatMap(yamlBlocks).filter(({ before }) => before === '<!-- environment -->');
  expect(shown.length).toBeGreaterThan(0);
  for (const { text } of shown) {
    expect(loadEnvironments([{ file: 'example.yaml', text }]).problems).toEqual([]);
  }
});

test('every YAML example can be parsed', () => {
  const invalid = PAGES.flatMap((page) =>
    yamlBlocks(page)
      .filter(({ before }) => !isRefused(page, before))
      .flatMap(({ text }) => parseAllDocuments(text))
      .flatMap(({ errors, warnings }) => [...errors, ...warnings])
      .map(({ message }) => `${page}: ${message}`),
  );
  expect(invalid).toEqual([]);
});

const yamlRules = PAGES.flatMap((page) => YAML_RULE.exec(page)?.[1] ?? []);

test.each(yamlRules)('an example on the page of %s is refused by it', (rule) => {
  const page = `docs/rules/${rule}.md`;
  for (const { text } of yamlBlocks(page).filter(({ before }) => isRefused(page, before))) {
    expect(readSource(text).problems.map((problem) => problem.rule)).toContain(rule);
  }
});

test.each(PAGES)('%s links only to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  const missing = links
    .map((link) => path.join(path.dirname(page), link))
    // Users replace the example environments with their own.
    .filter((file) => !file.startsWith('environments/') && !fs.existsSync(file));
  expect(missing).toEqual([]);
});

test('the stack of your own that README shows is the example, and can be built', () => {
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/own-stack.ts')}\`\`\``);
  const buckets = resourcesOf('aws_s3_bucket').map(({ bucket }) => bucket);
  expect(buckets).toEqual(['acme-calls']);
});

/** The resources of one type in the stack of your own. */
function resourcesOf(type: string) {
  const { resource } = new CallArchive(new App(), 'archive').toTerraform() as {
    resource: Record<string, Record<string, { bucket?: string; policy?: string }>>;
  };
  return Object.values(resource[type] ?? {});
}

test.each([
  ['kms:GenerateDataKey', 'acme-calls', 'Allowed'],
  ['kms:Decrypt', 'acme-calls', 'Allowed'],
  ['kms:GenerateDataKey', 'other', 'ImplicitlyDenied'],
])('the key of the stack of your own: %s through S3 for %s is %s', (action, bucket, decision) => {
  const account = '222222222222';
  const policy = JSON.parse(resourcesOf('aws_kms_key')[0]?.policy ?? '') as object;
  const request = {
    principal: `arn:aws:iam::${account}:role/uploader`,
    action,
    resource: { resource: `arn:aws:kms:eu-central-1:${account}:key/1`, accountId: account },
    contextVariables: {
      'kms:ViaService': 's3.eu-central-1.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${bucket}`,
      'aws:PrincipalAccount': account,
    },
  };
  const result = engine().runUnsafeSimulation(
    {
      request,
      identityPolicies: ALLOW_ALL,
      resourcePolicy: {
        __validated: true,
        policyDocument: policy,
        metadata: { name: 'key' },
        errors: [],
      },
      serviceControlPolicies: [{ orgIdentifier: 'root', policies: ALLOW_ALL }],
      resourceControlPolicies: [],
    },
    {},
  );
  expect(result).toBe(decision);
});
