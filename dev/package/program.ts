/** What the package runs: the command line, and the CDKTF app. */
export { runCommandLine } from '../../cli/run';
export { synthesizeEnvironments } from '../../synth/environments';
