import { defaultTreeAdapter, type DefaultTreeAdapterMap, parse } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Every element of a page, as a browser parses it. */
export function elementsOf(page: string): Element[] {
  return elements(parse(page));
}

function elements(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  return defaultTreeAdapter.isElementNode(node) ? [node, ...children] : children;
}

/** The text of a page, or of an element. */
export function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** Elements and attributes that could load or run something. */
export function activeIn(page: string): string[] {
  const tags = [
    'script',
    'img',
    'image',
    'iframe',
    'object',
    'embed',
    'link',
    'form',
    'base',
    'use',
    'foreignobject',
  ];
  return elementsOf(page).flatMap(({ tagName, attrs }) => [
    ...(tags.includes(tagName.toLowerCase()) ? [tagName] : []),
    ...attrs
      .filter(
        ({ name, value }) =>
          /^on|^style$|src/i.test(name) || (name === 'href' && !value.startsWith('#')),
      )
      .map(({ name, value }) => `${tagName} ${name}=${value}`),
  ]);
}
