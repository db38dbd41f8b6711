import type { Synthesized } from '../../synth/synthesize';
import { code, GENERATED, plain, renderMarkdownTable } from './markdown';
import { OUTPUT_MEANINGS, STORE_OUTPUTS } from './output-meanings';

const INTRO = `# Outputs of stacks

${GENERATED} \`callvault outputs <stack>\` shows what a person enters in the vendor's settings, and
\`terraform output -json\` in the folder of a synthesized stack shows all outputs. No output is a secret. The examples are
those of one environment; \`<...>\` stands for what is known after the deployment.
`;

interface Outputs {
  readonly stack: string;
  /** The title of a store's vendor; undefined for other stacks. */
  readonly vendor: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * `docs/reference/outputs.md`, from the outputs of stacks of every kind and vendor.
 *
 * @throws Error for an output without a meaning
 */
export function renderOutputs(stacks: readonly Synthesized[]): string {
  const all = stacks.map(outputsOf);
  const stores = all.filter(({ vendor }) => vendor !== undefined);
  const titles = [...new Set(stores.flatMap(({ vendor }) => vendor ?? []))].sort();
  return [
    INTRO,
    '## Every store\n',
    'Some are there only where a setting asks for what they name.\n',
    table(stores, (name) => name in STORE_OUTPUTS),
    ...titles.flatMap((title) => [
      `\n## ${title}\n`,
      table(
        stores.filter(({ vendor }) => vendor === title),
        (name) => !(name in STORE_OUTPUTS),
      ),
    ]),
    ...['state', 'ci'].flatMap((kind) => [
      `\n## The stack \`${kind}-<environment>\`\n`,
      table(all.filter(({ stack }) => stack.startsWith(`${kind}-`))),
    ]),
    '',
  ].join('\n');
}

interface Terraform {
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

function outputsOf({ id, text }: Synthesized): Outputs {
  const { output = {} } = JSON.parse(text) as Terraform;
  const values = Object.fromEntries(
    Object.entries(output).map(([name, { value }]) => [name, value]),
  );
  const { vendor } = values;
  return { stack: id, vendor: typeof vendor === 'string' ? vendor : undefined, values };
}

/** The outputs of stacks, each with its first value as an example. */
function table(all: readonly Outputs[], wanted: (name: string) => boolean = () => true): string {
  const first = Object.fromEntries(all.flatMap(({ values }) => Object.entries(values)).reverse());
  const names = Object.keys(first).filter(wanted).sort();
  const rows = names.map((name) => [code(name), meaningOf(name), example(first[name])]);
  return renderMarkdownTable(['output', 'meaning', 'example'], rows);
}

function meaningOf(name: string): string {
  const meaning = { ...OUTPUT_MEANINGS, ...STORE_OUTPUTS }[name];
  if (meaning === undefined) throw new Error(`The output ${name} has no meaning yet.`);
  return plain(meaning);
}

/** A value, with the attribute that Terraform refers to in angle brackets. */
function example(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return code(text.replaceAll(/\$\{aws_\w+\.[\w-]+\.(\w+)\}/g, '<$1>'));
}
