'use strict';

/**
 * Lets Node run main.ts: node --require callvault/typescript main.ts. Node 22.18 and later do it by themselves; for
 * earlier versions, the project's own TypeScript compiles it.
 */
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

function compile(module, filename) {
  let typescript;
  try {
    typescript = createRequire(path.resolve('package.json'))('typescript');
  } catch {
    throw new Error(
      `${filename} needs Node.js 22.18 or later, or: npm install --save-dev typescript`,
    );
  }
  const { outputText } = typescript.transpileModule(fs.readFileSync(filename, 'utf8'), {
    fileName: filename,
    compilerOptions: { module: 'CommonJS', target: 'ES2022', esModuleInterop: true },
  });
  module._compile(outputText, filename);
}

if (!process.features.typescript) require.extensions['.ts'] = compile;
