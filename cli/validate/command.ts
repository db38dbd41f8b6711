import type { Command } from 'commander';
import { environmentsFolder, readFile, readFolder } from '../../config/files';
import { defineCommand } from '../command';

/** `callvault validate [file...]` */
export function validateCommand(): Command {
  return defineCommand<[string[]]>('validate', async (names) => {
    const { renderValidation, validate } = await import('./validate');
    const files =
      names.length > 0 ? names.map(readFile) : readFolder(environmentsFolder(process.env));
    return renderValidation(validate(files));
  })
    .description('Check environment files, and show every problem in all of them.')
    .argument('[file...]', 'environment files; all files of the folder by default');
}
