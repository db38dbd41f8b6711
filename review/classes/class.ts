import type { Category } from '../finding';

/** How the review treats an attribute that changes. */
export type AttributeClass =
  /** A rule compares it, and says what follows. */
  | { readonly judgedBy: string }
  /** A change of it does nothing to recordings. */
  | { readonly harmless: string }
  /** A change of it is a finding of this category, whatever the value. */
  | { readonly reported: Category };

/** How the review treats a resource type. */
export interface TypeClass {
  /**
   * What it means that a resource of the type comes to a deployed stack: judged by a rule, harmless, or a finding.
   */
  readonly created: AttributeClass;
  /** What it means that one is destroyed. */
  readonly destroyed: AttributeClass;
  /** Its attributes. One that is not listed needs a person. */
  readonly attributes: Readonly<Record<string, AttributeClass>>;
}

/** One class for several attributes. */
function each(names: string, value: AttributeClass): Record<string, AttributeClass> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

/** Attributes that a rule compares. @param names - separated by spaces */
export function judged(judgedBy: string, names: string): Record<string, AttributeClass> {
  return each(names, { judgedBy });
}

/** Attributes of which a change does nothing to recordings. @param names - separated by spaces */
export function harmless(why: string, names: string): Record<string, AttributeClass> {
  return each(names, { harmless: why });
}

/** Attributes of which each change is a finding. @param names - separated by spaces */
export function reported(category: Category, names: string): Record<string, AttributeClass> {
  return each(names, { reported: category });
}

/** What AWS and the provider compute, and what is for people only. */
export const COMPUTED = harmless('computed by AWS or the provider', 'id arn');
export const TAGS = harmless('read by people, not by policies of callvault', 'tags tags_all');
export const TIMEOUTS = harmless('how long Terraform waits', 'timeouts');
