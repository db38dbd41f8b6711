import type { Category } from '../finding';

/** How the review treats a change of an attribute. */
export type AttributeClass =
  /** A rule compares the values. */
  | { readonly judgedBy: string }
  /** It has no effect on recordings. */
  | { readonly harmless: string }
  /** Every change is a finding of this category. */
  | { readonly reported: Category };

/** How the review treats a resource type. */
export interface TypeClass {
  /** A resource that is added to an existing stack. */
  readonly created: AttributeClass;
  /** A resource that is destroyed. */
  readonly destroyed: AttributeClass;
  /** Its attributes. A change of any other attribute needs a manual review. */
  readonly attributes: Readonly<Record<string, AttributeClass>>;
}

function classify(names: string, value: AttributeClass): Record<string, AttributeClass> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

/** Attributes that a rule compares. @param names - separated by spaces */
export function judged(judgedBy: string, names: string): Record<string, AttributeClass> {
  return classify(names, { judgedBy });
}

/** Attributes without an effect on recordings. @param names - separated by spaces */
export function harmless(why: string, names: string): Record<string, AttributeClass> {
  return classify(names, { harmless: why });
}

/** Attributes of which every change is a finding. @param names - separated by spaces */
export function reported(category: Category, names: string): Record<string, AttributeClass> {
  return classify(names, { reported: category });
}

/** Identifiers of every resource. */
export const COMPUTED = harmless('computed by AWS or the provider', 'id arn');

/** Tags of every resource. */
export const TAGS = harmless('no policy of callvault grants access by tags', 'tags tags_all');

/** Timeouts of Terraform. */
export const TIMEOUTS = harmless('how long Terraform waits', 'timeouts');
