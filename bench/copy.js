'use strict';

/** Copies the JSON of all stacks from one output folder to another. */
const fs = require('node:fs');
const path = require('node:path');

const [from, to] = process.argv.slice(2);
for (const id of fs.readdirSync(path.join(from, 'stacks'))) {
  const file = path.join('stacks', id, 'cdk.tf.json');
  fs.mkdirSync(path.join(to, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(to, file), fs.readFileSync(path.join(from, file)));
}
