import { type Problem, refuse } from '../../core/problem';
import { withQuestions } from '../question';

/** A question, and the option that answers it. */
export interface Question {
  /** e.g. `--account <id>`. */
  readonly option: string;
  readonly text: string;
  /** The answers that are possible. @default - any */
  readonly choices?: readonly string[] | undefined;
  /** The answer when the user only presses return, and without a terminal. @default - there is none */
  readonly initial?: string | undefined;
}

/** Returns the answer to a question; undefined if there is none. */
export type Ask = (question: Question) => Promise<string | undefined>;

/** Asks on the terminal, until an answer is possible. */
export function withTerminal<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  return withQuestions('Nothing was written', (askText) =>
    work(async (question) => {
      for (;;) {
        const answer = (await askText(render(question))).trim() || question.initial;
        if (answer && (question.choices?.includes(answer) ?? true)) return answer;
      }
    }),
  );
}

function render({ text, choices, initial }: Question): string {
  const list = choices ? ` (${choices.join(', ')})` : '';
  return `${text}${list}${initial === undefined ? '' : ` [${initial}]`}: `;
}

/** Answers from options, and asks for those that are missing. */
export class Answers {
  private readonly missing: Problem[] = [];

  /** @param ask - @default - without a terminal: what has no initial answer is missing */
  constructor(private readonly ask: Ask = ({ initial }) => Promise.resolve(initial)) {}

  /** The answer: the option if it was given. */
  async to(question: Question, given: string | undefined): Promise<string> {
    const answer = given ?? (await this.ask(question));
    if (answer !== undefined) return answer;
    this.missing.push({
      rule: 'init-answers',
      path: [],
      what: `${question.option} is missing: ${question.text}`,
      fix: 'Give the option, or run callvault init on a terminal, where it asks.',
    });
    return '';
  }

  /** @throws RefusedError with every answer that is missing */
  finish(): void {
    refuse(this.missing);
  }
}
