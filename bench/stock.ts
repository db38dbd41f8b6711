import { buildApp } from '../app';
import { readFolder } from '../config/files';

/** The same stacks as CDKTF writes them by itself: the baseline of `npm run bench`. */
buildApp({ files: readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? '') }).synth();
