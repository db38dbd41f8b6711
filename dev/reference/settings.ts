import { stringify } from 'yaml';
import { environmentJsonSchema } from '../../config/json-schema';
import { code, GENERATED, plain, renderMarkdownTable } from './markdown';

interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly examples?: readonly object[];
}

type Definitions = Readonly<Record<string, Schema>>;

const TITLES = ['setting', 'value', 'required', 'meaning'];

const INTRO = `# Settings of environment files

An environment is one YAML file in \`environments/\`. ${GENERATED} It is made from \`schema/environment.schema.json\`, which
editors use to complete and explain each key.

\`a.b\` is the key \`b\` below \`a\`, \`a[].b\` the key \`b\` of each entry of the list \`a\`, and \`a.<name>\` a key that you name.
Where a setting has several forms, its meaning begins with the key that decides between them.
A duration is a number of days, or a text such as \`24 months\` (730 days), \`6 years\` (2190 days) or \`90 days\`.
Further limits are rules, and [their pages](../rules/README.md) explain them.
`;

/** `docs/reference/settings.md`, from the schema of environment files. */
export function renderSettingsPage(): string {
  return new SettingsPage(environmentJsonSchema()).render();
}

/** Follows the schema from setting to setting. */
class SettingsPage {
  private readonly definitions: Definitions;

  constructor(private readonly root: Schema & { readonly $defs?: Definitions }) {
    this.definitions = root.$defs ?? {};
  }

  render(): string {
    const { stores, ...environment } = this.root.properties ?? {};
    const vendors = (stores?.additionalProperties as Schema).oneOf ?? [];
    const [first = {}] = vendors;
    return [
      INTRO,
      '## The environment\n',
      this.table({ ...this.root, properties: environment }),
      storesSentence(stores ?? {}),
      '\n## Every store\n',
      'The keys of `stores.<name>` that every vendor has:\n',
      this.table({ ...first, properties: pick(first, isShared) }),
      ...vendors.flatMap((vendor) => this.vendor(vendor)),
      '',
    ].join('\n');
  }

  private vendor(vendor: Schema): string[] {
    const own = pick(vendor, (setting) => !isShared(setting));
    return [
      `\n## ${vendor.title ?? ''}\n`,
      `${plain(vendor.description ?? '')} Besides the keys of every store, it has:\n`,
      this.table({ ...vendor, properties: own }),
      ...(vendor.examples ?? []).map(
        (example) =>
          `\nWith what is required only:\n\n\`\`\`yaml\n${stringify({ stores: { calls: example } })}\`\`\``,
      ),
    ];
  }

  private table(schema: Schema): string {
    return renderMarkdownTable(TITLES, this.rows(schema, '', ''));
  }

  /** The rows of the keys of an object, each followed by those of the keys below it. */
  private rows({ properties = {}, required = [] }: Schema, path: string, when: string): string[][] {
    return Object.entries(properties).flatMap(([key, written]) => {
      const setting = this.dereference(written);
      const name = `${path}${key}`;
      const meaning = `${when}${plain(setting.description ?? '')}`;
      const row = [
        code(name),
        this.value(setting),
        required.includes(key) ? 'yes' : '',
        meaning.trim(),
      ];
      return [row, ...this.below(setting, name, when)];
    });
  }

  /** The rows of what is below a setting: of a map, of the entries of a list, and of each of several forms. */
  private below(setting: Schema, name: string, when: string): string[][] {
    const { items, additionalProperties: any } = setting;
    const forms = setting.oneOf ?? setting.anyOf ?? [];
    return [
      ...this.rows(setting, `${name}.`, when),
      ...(items ? this.below(this.dereference(items), `${name}[]`, when) : []),
      ...(typeof any === 'object' ? this.below(this.dereference(any), `${name}.<name>`, when) : []),
      ...forms.flatMap((form) => this.form(this.dereference(form), name, when)),
    ];
  }

  /** The rows of one form, without the key that decides between the forms: its own row lists the values. */
  private form(form: Schema, name: string, when: string): string[][] {
    const [key, kind] =
      Object.entries(form.properties ?? {}).find(([, { const: text }]) => text) ?? [];
    const alternative = form.properties ? 'One of the forms: ' : '';
    const which = key === undefined ? alternative : `With \`${key}: ${kind?.const ?? ''}\`: `;
    return this.below(form, name, `${when}${which}`);
  }

  private dereference({ $ref, allOf = [], ...own }: Schema): Schema {
    const found = $ref === undefined ? {} : (this.definitions[$ref.replace('#/$defs/', '')] ?? {});
    const parts = $ref === undefined ? allOf : [found, ...allOf];
    return parts.reduceRight<Schema>((all, part) => ({ ...this.dereference(part), ...all }), own);
  }

  /** What a setting may be, in words. */
  private value(setting: Schema): string {
    const { const: only, enum: texts, items, additionalProperties: any, title } = setting;
    if (title === 'duration' || title === 'account id') return title;
    const forms = setting.oneOf ?? setting.anyOf;
    if (forms) {
      return [...new Set(forms.map((form) => this.value(this.dereference(form))))].join(' or ');
    }
    if (only !== undefined) return code(only);
    if (texts) return texts.map(code).join(', ');
    if (items) return `list of ${count(setting)}${plural(this.value(this.dereference(items)))}`;
    if (setting.properties) return 'keys';
    if (typeof any === 'object') return `map of ${plural(this.value(this.dereference(any)))}`;
    return simple(setting);
  }
}

function storesSentence({
  description = '',
  propertyNames: { pattern = '', maxLength } = {},
}: Schema) {
  const names = `A name has at most ${maxLength ?? ''} characters and the form ${code(pattern)}.`;
  return `\n${code('stores.<name>')}: ${plain(description)} ${names}`;
}

const isShared = ({ $ref = '' }: Schema) => $ref.startsWith('#/$defs/store-');

function pick({ properties = {} }: Schema, wanted: (setting: Schema) => boolean) {
  return Object.fromEntries(Object.entries(properties).filter(([, setting]) => wanted(setting)));
}

/** How many entries a list may have. */
function count({ minItems, maxItems }: Schema): string {
  if (maxItems !== undefined) return `${minItems ?? 0} to ${maxItems} `;
  return minItems === undefined ? '' : `at least ${minItems} `;
}

const plural = (value: string) =>
  /^(?:text|number|integer)\b/.test(value) ? value.replace(/^\w+/, '$&s') : value;

/** A number, a text or a boolean, with its limits. */
function simple(setting: Schema): string {
  const { type = 'text', minimum, maximum } = setting;
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'string') return text(setting);
  if (minimum === undefined) return type;
  const isLimited = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
  return `${type}, ${isLimited ? `${minimum} to ${maximum}` : `at least ${minimum}`}`;
}

function text({ format, pattern, minLength, maxLength }: Schema): string {
  if (format !== undefined) return format === 'email' ? 'email address' : format.toUpperCase();
  if (pattern !== undefined) return `text like ${code(pattern)}`;
  return maxLength === undefined ? 'text' : `text, ${minLength ?? 0} to ${maxLength} characters`;
}
