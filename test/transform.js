'use strict';

const { transformSync } = require('esbuild');

/** A Jest transformer that compiles TypeScript and ES modules to CommonJS with esbuild. */
module.exports = {
  process(source, filename) {
    const { code } = transformSync(source, {
      loader: filename.endsWith('.ts') ? 'ts' : 'js',
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
