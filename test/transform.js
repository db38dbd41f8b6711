'use strict';

const { transformSync } = require('esbuild');

/** A Jest transformer that compiles TypeScript with esbuild, as the launcher does. */
module.exports = {
  process(source, filename) {
    const { code } = transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      // Jest runs import() only with an experimental flag of Node.js, so it becomes require().
      supported: { 'dynamic-import': false },
      sourcemap: 'inline',
      sourcefile: filename,
    });
    return { code };
  },
};
