/**
 * Writes the stacks of all environment files, or those that `CALLVAULT_STACKS` selects, to `cdktf.out`: the CDKTF app.
 * What is wrong with the files is printed, and the process then ends with exit code 2.
 */
export declare function synthesizeEnvironments(): void;
