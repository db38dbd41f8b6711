import { App } from 'cdktf';
import { selectPlanned } from '../synth/app';
import { readFolder } from '../config/files';
import { buildStack } from '../stacks/planned-stack';

/** The same stacks as CDKTF builds and writes them by itself: the baseline of `npm run bench`. */
const app = new App();
for (const stack of selectPlanned({
  files: readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? ''),
})) {
  buildStack(app, stack);
}
app.synth();
