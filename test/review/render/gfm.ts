import { buildSync } from 'esbuild';
import { runInThisContext } from 'node:vm';
import { type DefaultTreeAdapterMap, parse } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];

/** The renderer is an ES module, which Jest cannot load directly. */
function loadRenderer(): (markdown: string) => string {
  const contents = `
    import { micromark } from 'micromark';
    import { gfm, gfmHtml } from 'micromark-extension-gfm';
    module.exports = (markdown) => micromark(markdown, {
      allowDangerousHtml: true, allowDangerousProtocol: true,
      extensions: [gfm()], htmlExtensions: [gfmHtml()],
    });`;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const run = runInThisContext(`(module) => {${outputFiles[0]?.text ?? ''}\n}`) as (module: {
    exports: unknown;
  }) => void;
  const module = { exports: undefined };
  run(module);
  return module.exports as unknown as (markdown: string) => string;
}

const render = loadRenderer();

/** Markdown as GitHub renders it, before it sanitizes HTML. */
export interface Page {
  /** Elements in order, as `<ul><li><code>`. */
  readonly skeleton: string;
  readonly comments: readonly string[];
  /** Text outside code, in which GitHub looks for mentions and references. */
  readonly prose: string;
  /** Text inside code. */
  readonly code: readonly string[];
}

/** Renders Markdown as GitHub does. */
export function renderPage(markdown: string): Page {
  const page = { elements: '', comments: [] as string[], prose: '', code: [] as string[] };
  const walk = (node: Node, inCode: boolean): void => {
    if (node.nodeName === '#comment') page.comments.push(dataOf(node).trim());
    if (!node.nodeName.startsWith('#')) page.elements += `<${node.nodeName}>`;
    if (node.nodeName === '#text' && inCode) page.code.push(dataOf(node));
    if (node.nodeName === '#text' && !inCode) page.prose += dataOf(node);
    const isCode = inCode || node.nodeName === 'code' || node.nodeName === 'pre';
    for (const child of childrenOf(node)) walk(child, isCode);
  };
  walk(parse(`<!doctype html>${render(markdown)}`), false);
  const { elements, comments, prose, code } = page;
  return { skeleton: elements, comments, prose, code };
}

const childrenOf = (node: Node) => ('childNodes' in node ? node.childNodes : []);

function dataOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'data' in node ? node.data : '';
}
