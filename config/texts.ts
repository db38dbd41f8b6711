import { Lexer } from 'yaml';
import type { Problem } from '../core/problem';
import { type Searched, tryFindAnchor, tryFindSecret } from './credentials';
import type { Position } from './source';

interface Text extends Searched {
  readonly path: Problem['path'];
}

/** Refuses credentials and Terraform expressions in any text of an environment file. */
export function checkTexts(data: unknown): Problem[] {
  return [...texts(data)].flatMap((found) => [...checkSecret(found), ...checkExpression(found)]);
}

/** Refuses texts in the quotation marks of a word processor, which YAML takes as part of the text. */
export function checkQuotes(data: unknown): Problem[] {
  return [...texts(data)]
    .filter(({ text }) =>
      /^[\u2018-\u201f\u00ab\u00bb][^\u201c-\u201f\u00ab\u00bb]*[\u2018-\u201f\u00ab\u00bb]$/u.test(
        text,
      ),
    )
    .map(({ path, text }) => ({
      rule: 'config-format',
      path,
      what: `${JSON.stringify(text)} has typographic quotation marks, which are part of the text`,
      fix: "Replace them by ' at both ends.",
    }));
}

/**
 * Keeps credentials out of every message: other problems at the same place are left out, since they would repeat the
 * value, and everywhere else the text is replaced.
 */
export function withoutSecrets(problems: readonly Problem[], data: unknown): Problem[] {
  const secrets = [...texts(data)].filter((found) => tryFindSecret(found) !== undefined);
  const places = new Set(secrets.map(({ path }) => JSON.stringify(path)));
  const clean = (text: string) =>
    secrets.reduce((result, { text: secret }) => result.replaceAll(secret, '<redacted>'), text);
  return problems
    .filter(({ rule, path }) => rule === 'config-no-secrets' || !places.has(JSON.stringify(path)))
    .map((problem) => ({
      ...problem,
      path: problem.path.map((key) => (typeof key === 'string' ? clean(key) : key)),
      what: clean(problem.what),
      fix: clean(problem.fix),
    }));
}

/** Refuses credentials in the comments of a file, and as the names of its anchors. */
export function checkComments(file: string): (Problem & Position)[] {
  let [line, column] = [1, 1];
  const problems: (Problem & Position)[] = [];
  for (const lexeme of new Lexer().lex(file)) {
    // Marks of the lexer, which are not in the file.
    if (/^[\x02\x18\x1f]$/.test(lexeme)) continue;
    const [found] = /^#/.test(lexeme)
      ? checkSecret({ path: [], text: lexeme })
      : /^[&*]/.test(lexeme)
        ? refuseSecret([], tryFindAnchor(lexeme))
        : [];
    if (found) problems.push({ ...found, line, column });
    const lines = lexeme.split('\n');
    column = (lines.length > 1 ? 1 : column) + (lines.at(-1)?.length ?? 0);
    line += lines.length - 1;
  }
  return problems;
}

/** A problem of YAML quotes a line; where that contains a credential, the problem says no more than this. */
export function withoutSecretLine(file: string) {
  const lines = file.split('\n');
  return <P extends Problem & { readonly line?: number }>(problem: P): P => {
    const text = lines[(problem.line ?? 1) - 1] ?? '';
    if ((tryFindSecret({ text }) ?? tryFindAnchor(text)) === undefined) return problem;
    return {
      ...problem,
      what: 'the line cannot be read as YAML, and contains what looks like a credential',
      fix: 'Remove the credential and revoke it, then correct the line.',
    };
  };
}

/** What names a value: its key, or the name next to it. */
function labelOf(key: string, map: object): string {
  const { name } = map as Record<string, unknown>;
  return key === 'value' && typeof name === 'string' ? name : key;
}

function* texts(value: unknown, path: Problem['path'] = []): Generator<Text> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield { path: below, text: key };
    if (typeof child === 'string' && !Array.isArray(value)) {
      yield { path: below, text: child, named: `${labelOf(key, value)}: ${child}` };
    } else yield* texts(child, below);
  }
}

const checkSecret = (found: Text) => refuseSecret(found.path, tryFindSecret(found));

function refuseSecret(path: Problem['path'], secret: string | undefined): Problem[] {
  if (secret === undefined) return [];
  return [
    {
      rule: 'config-no-secrets',
      path,
      what: `this looks like ${secret}, and the file is committed`,
      fix: 'Remove it here and revoke it; credentials come from the environment or from Secrets Manager.',
    },
  ];
}

function checkExpression({ path, text }: Text): Problem[] {
  if (!/[$%]\{/.test(text)) return [];
  return [
    {
      rule: 'config-no-expressions',
      path,
      what: `${JSON.stringify(text)} contains a Terraform expression, which Terraform would evaluate`,
      fix: 'Write the value itself, without ${ or %{.',
    },
  ];
}
