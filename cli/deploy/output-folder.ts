/** The folder that CDKTF writes to, and that the state of a local backend is in. */
export function outputFolder(env: NodeJS.ProcessEnv): string {
  return env.CDKTF_OUTDIR || 'cdktf.out';
}
