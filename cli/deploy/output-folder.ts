import * as path from 'node:path';

/** The folder that CDKTF writes to, and that the state of a local backend is in. */
export function outputFolder(env: NodeJS.ProcessEnv): string {
  return env.CDKTF_OUTDIR || 'cdktf.out';
}

/** The file that has the state of a stack with a local backend. */
export function localStateFile(id: string, env: NodeJS.ProcessEnv): string {
  return path.resolve(outputFolder(env), 'stacks', id, `${id}.tfstate`);
}
