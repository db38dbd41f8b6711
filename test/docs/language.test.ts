import * as fs from 'node:fs';
import { isFixture, projectFiles } from '../source/project-files';

const PLURALS =
  'stacks|stores|problems|warnings|findings|plans|changes|resources|recordings|days|hours|weeks|months|files|objects|keys|characters|entries|policies|rows|checks|statements|ranges|requests|alarms|environments|accounts';

/** Phrases that readers stumble over, and what to write instead. */
const BANNED: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bt(?:ak(?:e|es|en|ing)|ook) (?:\w+ )?on\b(?! (?:top|board))/i, 'assume'],
  [/(?<!\bthere )\bis no (?!longer\b|more\b)/i, 'is not a'],
  [/\bof before\b/i, 'previous'],
  [/\bof now\b/i, 'current'],
  [/\bmade anew\b/i, 'recreated'],
  [/\banew\b/i, 'again'],
  [/\bin the place of\b/i, 'instead of'],
  [/\b(?:no|some)body(?: else)?\b|\bwhoever\b/i, 'the role, user or command that is meant'],
  [/\bways? in\b(?! which)/i, 'access method'],
  [/\bcomes? in as\b/i, 'assumes'],
  [/\bvendor['’]s word\b/i, "the vendor's recording list"],
  [/\bbeside\b/i, 'next to, or besides'],
  [/\b(?:is|are) told of\b/i, 'is reported, or is registered'],
  [/\bthe nearest is\b/i, 'did you mean'],
  [/\btells? of\b/i, 'reports'],
  [new RegExp(String.raw`(?<![\d.,:/-])\b1 (?:${PLURALS})\b`), 'the singular'],
  [
    new RegExp(String.raw`\b(?:count|length|size)\} (?:${PLURALS}) (?:are|were|have)\b`),
    'the noun and the verb by the count',
  ],
];

const FILES = projectFiles().filter(
  (file) =>
    /\.(?:ts|md|ya?ml|sh)$/.test(file) && !isFixture(file) && file !== 'test/docs/language.test.ts',
);

function bannedIn(file: string): string[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      BANNED.flatMap(([phrase, instead]) => {
        const [found] = phrase.exec(line) ?? [];
        if (found === undefined) return [];
        return [`${file}:${index + 1}: "${found}": write ${instead}`];
      }),
    );
}

test('no file contains a banned phrase', () => {
  expect(FILES.flatMap(bannedIn)).toEqual([]);
});

const matches = (line: string) => BANNED.some(([phrase]) => phrase.test(line));

test.each([
  ['the vendor takes on the role', 'the vendor assumes the role'],
  ['the role is taken on by the vendor', 'the change is taken into account'],
  ['x is no stack', 'there is no stack, and x is no longer one'],
  ['paths of before', 'the day before'],
  ['the path of now', 'as of today'],
  ['it is made anew', 'it is recreated'],
  ['in the place of a key', 'instead of a key'],
  ['nobody may read', 'no role may read'],
  ['whoever deploys', 'the role that deploys'],
  ['the four ways in', 'the way in which it is read'],
  ['1 stacks are valid', '1 stack is valid'],
  ['at least 1 entries', 'at 9:1 stores, 31 days'],
  ['${stacks.length} stacks are valid', '${stacks.length} ${nouns} are valid'],
])('"%s" is banned, and "%s" is not', (banned, allowed) => {
  expect([banned, allowed].map(matches)).toEqual([true, false]);
});
