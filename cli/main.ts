import { runCommandLine } from './run';

void runCommandLine(process.argv);
