import type { Command } from 'commander';
import { environmentsFolder, readFile, readFolder } from '../../config/files';
import { defineCommand } from '../command';
import { withProgress } from '../progress';

interface Flags {
  readonly online?: boolean;
  readonly json?: boolean;
}

/** `callvault validate [file...]` */
export function validateCommand(): Command {
  return defineCommand<[string[], Flags]>('validate', async (names, { online, json = false }) => {
    const { renderValidation, validate, withProblems } = await import('./validate');
    const files =
      names.length > 0 ? names.map(readFile) : readFolder(environmentsFolder(process.env));
    const validation = validate(files);
    if (!online || !validation.valid) return renderValidation(validation);
    const [{ checkOnline }, { loadEnvironments }] = await Promise.all([
      import('./online'),
      import('../../config/load'),
    ]);
    const { environments } = loadEnvironments(files);
    const found = await withProgress('validate', json, (onProgress) =>
      checkOnline({ files, environments, onProgress }),
    );
    return renderValidation(withProblems(validation, found));
  })
    .description('Check environment files, and show every problem in all of them.')
    .argument('[file...]', 'environment files; all files of the folder by default')
    .option(
      '--online',
      'also look in AWS for names of the stores that exist already, and at alarms.topicArn',
    );
}
