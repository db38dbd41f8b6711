import { ownPackage } from './package-root';

/**
 * The address of a page of the documentation, as this version of the package contains it.
 *
 * @param page - below `docs/`, e.g. `rules/retention-whole-days.md`
 * @see unpkg.com: `/<package>@<version>/<file>` serves a file of a package on npm
 */
export function docsUrl(page: string): string {
  const { name, version } = ownPackage();
  return `https://unpkg.com/${name}@${version}/docs/${page}`;
}

/** The address of the page that explains a rule. */
export const ruleUrl = (rule: string) => docsUrl(`rules/${rule}.md`);
