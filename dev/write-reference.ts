import * as fs from 'node:fs';
import { referencePages } from './reference/pages';

/** `npm run docs:reference`: writes docs/reference from the schema, the command line and synthesized stacks. */
fs.mkdirSync('docs/reference', { recursive: true });
for (const [name, text] of Object.entries(referencePages())) {
  fs.writeFileSync(`docs/reference/${name}`, text);
}
