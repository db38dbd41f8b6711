import { App } from 'cdktf';
import { selectPlanned } from '../synth/app';
import { environmentsFolder, readFolder } from '../config/files';
import { loadValid } from '../config/valid';
import { buildStack } from '../stacks/planned-stack';

/** The same stacks as CDKTF builds and writes them by itself: the baseline of `npm run bench`. */
const app = new App();
for (const stack of selectPlanned(loadValid(readFolder(environmentsFolder(process.env))))) {
  buildStack(app, stack);
}
app.synth();
