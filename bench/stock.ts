import { App } from 'cdktf';
import { selectPlanned } from '../synth/app';
import { readFolder } from '../config/files';
import { buildStack } from '../stacks/planned-stack';

/** The baseline of `npm run bench`: CDKTF builds and writes the same stacks by itself. */
const app = new App();
for (const stack of selectPlanned({
  files: readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? ''),
})) {
  buildStack(app, stack);
}
app.synth();
