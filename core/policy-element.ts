import { areDisjoint, coversPattern } from './wildcard';

/** What a statement applies to: everything that one of the patterns matches, or everything that none matches. */
export interface Element {
  /** IAM patterns, with `*` and `?`. */
  readonly patterns: readonly string[];
  /** Set for `NotAction`, `NotResource` and `NotPrincipal`. */
  readonly except: boolean;
}

/** What an absent element stands for, e.g. the resources of a trust policy. */
export const EVERYTHING: Element = { patterns: ['*'], except: false };

/** What an element lists by name; nothing for an element that is absent or an exception. */
export function listed(element: Element | undefined): readonly string[] {
  return element && !element.except ? element.patterns : [];
}

/** The element's parts: each pattern alone, or all exceptions together. */
export function partsOf(element: Element): Element[] {
  if (element.except) return [element];
  return element.patterns.map((pattern) => ({ patterns: [pattern], except: false }));
}

/** Whether an element includes everything that another includes. */
export function contains(wide: Element, narrow: Element): boolean {
  if (wide.except) {
    return wide.patterns.every((exception) =>
      narrow.except
        ? narrow.patterns.some((other) => coversPattern(other, exception))
        : narrow.patterns.every((pattern) => areDisjoint(exception, pattern)),
    );
  }
  if (narrow.except) return wide.patterns.includes('*');
  // Most patterns are the same on both sides, and long lists are then compared quickly.
  const known = new Set(wide.patterns);
  return narrow.patterns.every(
    (pattern) => known.has(pattern) || wide.patterns.some((each) => coversPattern(each, pattern)),
  );
}

/** Whether two elements may have something in common; false only if they certainly have not. */
export function overlap(a: Element, b: Element): boolean {
  if (a.except || b.except) return true;
  return a.patterns.some((one) => b.patterns.some((other) => !areDisjoint(one, other)));
}
