import { App } from 'cdktf';
import { selectPlanned } from '../synth/app';
import { environmentsFolder, readFolder } from '../config/files';
import { loadValid } from '../config/valid';
import { buildStack } from '../stacks/planned-stack';

/** The baseline of `npm run bench`: CDKTF builds and writes the same stacks by itself. */
const app = new App();
for (const stack of selectPlanned(loadValid(readFolder(environmentsFolder(process.env))))) {
  buildStack(app, stack);
}
app.synth();
