import { run } from '../../../../cli/process/run';

/** An entry point that runs a command which would outlive it; the test kills it. */
void run('sh', ['-c', 'sleep 300 & sleep 300']);
