'use strict';

// Without its worker thread, which keeps a process running that tests would find as a leftover.
process.env.ESBUILD_WORKER_THREADS = '0';
const { transformSync } = require('esbuild');
delete process.env.ESBUILD_WORKER_THREADS;

/** A jest transformer: TypeScript by esbuild, which the launcher uses as well. */
module.exports = {
  process(source, filename) {
    const { code } = transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcefile: filename,
    });
    return { code };
  },
};
