import * as fs from 'node:fs';
import * as path from 'node:path';

/** Licences that allow a copy in the package under Apache-2.0, as long as the notice is kept. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Public Domain',
];

const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

const INTRODUCTION = `callvault contains code of these packages, under their own licenses. The source code of each, including those under
the Mozilla Public License 2.0, is in the npm package of that name and version: npm pack <name>@<version>.
`;

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
}

/**
 * The notices of the packages whose files were bundled.
 *
 * @param inputs - the files that were bundled, by their paths from the project's folder
 * @throws Error for a package without a license that allows it
 */
export function renderNotices(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((file) => tryFindPackage(file) ?? []));
  const byText = new Map<string, Set<string>>();
  for (const [title, text] of [...folders].map(readNotice)) {
    byText.set(text, (byText.get(text) ?? new Set()).add(title));
  }
  const notices = [...byText].map(
    ([text, titles]) => `${[...titles].sort().join('\n')}\n\n${text}`,
  );
  return [INTRODUCTION, ...notices.sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package that a file belongs to: the innermost. */
function tryFindPackage(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** A line with the package and its license, and the texts of its license files. */
function readNotice(folder: string): readonly [title: string, text: string] {
  const json = fs.readFileSync(path.join(folder, 'package.json'), 'utf8');
  const { name, version, license = '', repository } = JSON.parse(json) as Installed;
  if (
    !license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((each) => ALLOWED.includes(each))
  ) {
    throw new Error(`${name} ${version} has the license "${license}", which is not in the list.`);
  }
  const url = typeof repository === 'string' ? repository : repository?.url;
  const files = fs.readdirSync(folder).filter((each) => LICENSE_FILE.test(each));
  const texts = files.sort().map((each) => fs.readFileSync(path.join(folder, each), 'utf8').trim());
  const title = [`${name} ${version}`, license, url].filter(Boolean).join(', ');
  return [title, `${texts.join('\n\n') || `The package contains no text of its license.`}\n`];
}
