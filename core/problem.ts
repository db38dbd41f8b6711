/** One thing wrong in what a person wrote. Data: collected, located, shown together. */
export interface Problem {
  /** Stable id of the rule; `docs/rules/<rule>.md` says why it exists. */
  readonly rule: string;
  /** Keys down from the object that was checked, e.g. `["retention", "days"]`. */
  readonly path: readonly (string | number)[];
  /** What is wrong: the value first, then the limit and whose limit it is. */
  readonly what: string;
  /** What to do: a sentence that starts with a verb. */
  readonly fix: string;
  /**
   * Set on what is shown but does not stop anything.
   *
   * @default - the problem is an error: nothing is built
   */
  readonly warning?: true;
}

/** What was refused, with every reason. Its message is for people and never needs a stack trace. */
export class RefusedError extends Error {
  /** Every problem that led to the refusal, warnings left out. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], where?: string) {
    super(problems.map((problem) => renderProblem(problem, where)).join('\n'));
    this.name = 'RefusedError';
    this.problems = problems;
  }

  /**
   * A refusal for one reason.
   *
   * @param fix - what to do: a sentence that starts with a verb
   */
  static of(rule: string, what: string, fix: string): RefusedError {
    return new RefusedError([{ rule, path: [], what, fix }]);
  }

  /** Adds the error that led to the refusal. */
  causedBy(cause: unknown): this {
    this.cause = cause;
    return this;
  }
}

/** Moves problems below the given keys: `check(retention).map(under('retention'))`. */
export function under(...keys: readonly (string | number)[]): (problem: Problem) => Problem {
  return (problem) => ({ ...problem, path: [...keys, ...problem.path] });
}

/**
 * Stops when there is anything to refuse. Warnings pass.
 *
 * @param where - what was checked, e.g. a construct's path; shown before each problem
 * @throws RefusedError with all the problems that are not warnings
 */
export function refuse(problems: readonly Problem[], where?: string): void {
  const errors = problems.filter((problem) => !problem.warning);
  if (errors.length > 0) throw new RefusedError(errors, where);
}

/** Keys as a person writes them: `stores.genesys-main.sourceIp.cidrs[2]`. */
export function renderPath(path: Problem['path']): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** A problem in three lines: where, what, what to do. */
export function renderProblem(problem: Problem, where?: string): string {
  const place = [where, renderPath(problem.path)].filter(Boolean).join(': ');
  const level = problem.warning ? 'warning ' : '';
  const lines = [`  ${level}${problem.rule}: ${problem.what}`, `  ${problem.fix}`];
  return [...(place === '' ? [] : [place]), ...lines].join('\n');
}

/** The problem when the condition holds, and none otherwise. */
export function problemIf(condition: boolean, problem: Problem): Problem[] {
  return condition ? [problem] : [];
}
