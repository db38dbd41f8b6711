import { createHash } from 'node:crypto';
import { printable } from './printable';

/** HTML or SVG in which every value is escaped. Only {@link html} makes it, so data cannot pass for it. */
export interface Markup {
  readonly text: string;
}

/** What a place in a template can hold. Texts are escaped; `undefined` and `false` are nothing. */
export type HtmlContent = string | number | Markup | undefined | false | readonly HtmlContent[];

const made = new WeakSet<object>();

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string) =>
  printable(text).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/**
 * A template of HTML or SVG. Its values are safe as text and in quoted attributes, and nowhere else: an attribute that is
 * a link or a script takes no values.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlContent[]): Markup {
  const parts = literals.map((literal, index) => literal + contentOf(values[index]));
  return markup(parts.join(''));
}

function markup(text: string): Markup {
  const result = { text };
  made.add(result);
  return result;
}

function contentOf(value: HtmlContent): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  if (isList(value)) return value.map(contentOf).join('');
  if (!made.has(value)) throw new Error('A value of a template is neither a text nor a template.');
  return value.text;
}

const isList = (value: Markup | readonly HtmlContent[]): value is readonly HtmlContent[] =>
  Array.isArray(value);

/**
 * A page that needs nothing else: no network, no script. Its policy allows its own style sheet and nothing more.
 *
 * @see W3C, Content Security Policy Level 3, `style-src` with a hash
 */
export function htmlPage(title: string, style: string, body: Markup): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const head = html`<meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${markup(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.text}\n<style>${style}</style>\n</head>\n<body>\n${body.text}\n</body>\n</html>\n`;
}
