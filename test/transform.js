'use strict';

const { transformSync } = require('esbuild');

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
