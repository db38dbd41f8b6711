'use strict';

const { transformSync } = require('esbuild');

/** A Jest transformer that compiles TypeScript with esbuild, as the launcher does. */
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
