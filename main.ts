import { synthesizeEnvironments } from './synth/environments';

// What `cdktf synth`, `diff` and `deploy` run.
synthesizeEnvironments();
