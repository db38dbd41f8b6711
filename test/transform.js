'use strict';

const fs = require('node:fs');
const { SETTINGS, outputOf } = require('./compiled');

/** A Jest transformer that compiles TypeScript and ES modules to CommonJS with esbuild. */
module.exports = {
  process(source, filename) {
    const compiled = `${outputOf(filename, source)}.js`;
    if (fs.existsSync(compiled)) return { code: fs.readFileSync(compiled, 'utf8') };
    const loader = filename.endsWith('.ts') ? 'ts' : 'js';
    const { transformSync } = require('esbuild');
    const { code } = transformSync(source, { ...SETTINGS, loader, sourcefile: filename });
    return { code };
  },
};
