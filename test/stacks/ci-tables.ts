import * as fs from 'node:fs';
import { decide } from '../../access/decide';
import { CI_PAGE } from '../access/tables';
import { engine } from '../access/world';
import { authorizations, type CiWorld, principal, roleOf } from './ci-world';

const PAGE = fs.readFileSync(CI_PAGE, 'utf8');
const YES = { yes: true, '**no**': false } as const;

/** Rows of the tables of docs/access/ci.md whose number begins with one of the letters. */
export function rows(letters: string): string[][] {
  return [...PAGE.matchAll(new RegExp(`^\\| ([${letters}]\\d+) .*$`, 'gm'))].map(([line]) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const expected = (cell: string | undefined) => YES[cell as keyof typeof YES];

async function mayDo(world: CiWorld, [, who = '', does = '', to = '']: readonly string[]) {
  for (const authorization of authorizations(world, does, to)) {
    const { allowed } = await decide(engine(), roleOf(world, who), authorization);
    if (!allowed) return false;
  }
  return true;
}

/** What the tokens of a table have in common. */
export interface Tokens {
  /** Without `https://`. */
  readonly issuer: string;
  readonly audience: string;
}

const GITHUB: Tokens = {
  issuer: 'token.actions.githubusercontent.com',
  audience: 'sts.amazonaws.com',
};

async function mayAssume(world: CiWorld, who: string, right: Tokens & { token: string }) {
  const { token } = right;
  const { arn, trust } = principal(world.ci, who);
  const issuer = token.endsWith(' from another issuer') ? 'elsewhere.example' : right.issuer;
  const audience = token.endsWith(' with another audience') ? 'elsewhere' : right.audience;
  const caller = {
    principal: `arn:aws:iam::${world.ci.account}:oidc-provider/${issuer}`,
    policies: [],
    context: {},
  };
  const { allowed } = await decide(engine(), caller, {
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: arn,
    account: world.ci.account,
    resourcePolicy: trust,
    context: {
      [`${issuer}:aud`]: audience,
      [`${issuer}:sub`]: token.replace(/ (?:with|from) another .*$/, ''),
    },
  });
  return allowed;
}

/** The numbers of the rows about tokens in which the decision differs from the page. */
export async function* wrongTokens(
  world: CiWorld,
  letter: string,
  { tokens = GITHUB, write = (token: string) => token } = {},
): AsyncGenerator<string> {
  for (const [id, token = '', plan, deploy] of rows(letter)) {
    const claims = { ...tokens, token: write(token) };
    const allowed = [
      await mayAssume(world, 'plan', claims),
      await mayAssume(world, 'deploy', claims),
    ];
    if (allowed[0] !== expected(plan) || allowed[1] !== expected(deploy)) yield String(id);
  }
}

/** The numbers of the rows in which the decision differs from the page. */
export async function* wrongRows(
  world: CiWorld,
  letters = 'PDE',
  isAsked: (row: readonly string[]) => boolean = () => true,
): AsyncGenerator<string> {
  for (const row of rows(letters).filter(isAsked)) {
    if ((await mayDo(world, row)) !== expected(row[4])) yield String(row[0]);
  }
}
