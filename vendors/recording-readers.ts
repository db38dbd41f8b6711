// Written by `npm run schema`: the function in AWS imports the vendors' readers without the rest of the vendors.
export { recordingReader as genesys } from './genesys/recording-reader';
