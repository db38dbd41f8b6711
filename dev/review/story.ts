import type { FindingId } from '../../review/finding';
import type { LocalAws } from '../local-aws';
import type { Edit } from './edit';

/** The stacks of `test/review/before.yaml`. */
export type StoryStack = 'calls-prod' | 'meetings-prod' | 'video-prod';

/** One change of what is deployed, and all that the review must find in it. */
export interface Story {
  /** Folder below `test/review`. */
  readonly name: string;
  /** The stack that is planned. */
  readonly stack: StoryStack;
  /** Replacements in the environment file: what somebody edits there. @default - none */
  readonly yaml?: readonly (readonly [from: string, to: string])[];
  /** A change of the stack's JSON: what somebody edits in the code. @default - none */
  readonly code?: Edit;
  /** What somebody does to the deployed stack outside of Terraform. @default - nothing */
  readonly outside?: (aws: LocalAws) => Promise<void>;
  /** Whether Terraform asks AWS before it plans. @default - only after something was done outside */
  readonly refreshed?: true;
  /** Whether nothing of the stack is there yet. @default - it is deployed as `before.yaml` says */
  readonly fresh?: true;
  /** Every finding, by id, sorted; nothing else may be found. */
  readonly finds: readonly FindingId[];
}

/** The environment file after the story. */
export function storyText(before: string, { name, yaml = [] }: Story): string {
  return yaml.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name}: ${from} is not in the environment`);
    return text.replace(from, () => to);
  }, before);
}
