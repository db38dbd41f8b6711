import { areApart, covers } from './pattern';

/** What a statement is about: whatever fits one of the patterns, or whatever fits none. */
export interface Element {
  /** IAM patterns. */
  readonly patterns: readonly string[];
  /** Set for `NotAction`, `NotResource` and `NotPrincipal`. */
  readonly except: boolean;
}

/** The whole, e.g. for the resources of a trust policy, which has none. */
export const EVERYTHING: Element = { patterns: ['*'], except: false };

/** The element's parts: each pattern alone, or all exceptions together. */
export function partsOf(element: Element): Element[] {
  if (element.except) return [element];
  return element.patterns.map((pattern) => ({ patterns: [pattern], except: false }));
}

/** Whether an element is about all that another is about. */
export function contains(wide: Element, narrow: Element): boolean {
  if (wide.except) {
    return wide.patterns.every((exception) =>
      narrow.except
        ? narrow.patterns.some((other) => covers(other, exception))
        : narrow.patterns.every((pattern) => areApart(exception, pattern)),
    );
  }
  if (narrow.except) return wide.patterns.includes('*');
  return narrow.patterns.every((pattern) => wide.patterns.some((each) => covers(each, pattern)));
}

/** Whether two elements have anything in common, as far as can be seen. */
export function overlap(a: Element, b: Element): boolean {
  if (a.except || b.except) return true;
  return a.patterns.some((one) => b.patterns.some((other) => !areApart(one, other)));
}
