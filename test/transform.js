'use strict';

const { transformSync } = require('esbuild');

/** A jest transformer: TypeScript and ES modules to CommonJS, by esbuild. */
module.exports = {
  process(source, filename) {
    const { code } = transformSync(source, {
      loader: filename.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      // Jest cannot load modules by import(): require() instead.
      supported: { 'dynamic-import': false },
      sourcemap: 'inline',
      sourcefile: filename,
    });
    return { code };
  },
};
