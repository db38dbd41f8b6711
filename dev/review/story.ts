import type { FindingId } from '../../review/finding';
import type { LocalAws } from '../local-aws';
import type { Edit } from './edit';

/** The stacks of `test/review/before.yaml`. */
export type StoryStack = 'calls-prod' | 'meetings-prod' | 'video-prod';

/** One change of a deployed stack, and all findings that the review must have for it. */
export interface Story {
  /** Folder in `test/review`. */
  readonly name: string;
  /** The stack that is planned. */
  readonly stack: StoryStack;
  /** Replacements in the environment file. @default - none */
  readonly yaml?: readonly (readonly [from: string, to: string])[];
  /** A change of the stack's JSON, as a change of the code would cause it. @default - none */
  readonly code?: Edit;
  /** Changes the deployed stack outside Terraform. @default - no drift */
  readonly drift?: (aws: LocalAws) => Promise<void>;
  /** Whether Terraform refreshes its state before it plans. @default - only with drift */
  readonly refreshed?: true;
  /** Whether the stack does not exist yet. @default - it is deployed as `before.yaml` configures it */
  readonly fresh?: true;
  /** The ids of all findings, sorted. */
  readonly findings: readonly FindingId[];
}

/** The environment file after the story. */
export function storyText(before: string, { name, yaml = [] }: Story): string {
  return yaml.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name}: ${from} is not in the environment`);
    return text.replace(from, () => to);
  }, before);
}
