/** The packages of cdktn, the community's continuation of CDKTF, by those that they continue. */
export const CDKTN: Readonly<Record<string, string>> = {
  cdktf: 'cdktn',
  '@cdktf/provider-aws': '@cdktn/provider-aws',
};

/** A source or declaration with the packages of cdktn. */
export function withCdktn(text: string): string {
  return text.replace(
    /(?<=['"])(?:cdktf|@cdktf\/provider-aws)(?=['"/])/g,
    (name) => CDKTN[name] ?? name,
  );
}
