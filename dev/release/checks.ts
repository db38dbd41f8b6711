/** What a release is made from. */
export interface Release {
  /** The Git tag. */
  readonly tag: string;
  /** The version in package.json. */
  readonly version: string;
  /** The version whose deployment test/golden holds. */
  readonly golden: string;
  /** The text of the changelog. */
  readonly changelog: string;
  /** The kinds of the changesets that no version contains. */
  readonly pending: readonly string[];
}

/** Says what keeps a version from being published. */
export function releaseProblems({ tag, version, golden, changelog, pending }: Release): string[] {
  const problems: readonly (readonly [boolean, string])[] = [
    [tag !== `v${version}`, `The tag is ${tag}, and package.json has the version ${version}.`],
    [
      golden !== version,
      `test/golden has version ${golden} instead of ${version}: npm run golden.`,
    ],
    [!changelog.split('\n').includes(`## ${version}`), `CHANGELOG.md has no section ${version}.`],
    [pending.length > 0, 'There are changesets that no version contains: npm run release:version.'],
  ];
  return problems.filter(([applies]) => applies).map(([, problem]) => problem);
}
