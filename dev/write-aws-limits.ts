import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { format } from 'prettier';
import { allParameters, AWS_LIMITS_FILE } from './limits/limits';
import { findPythonClients } from './python-clients';

/** Writes what AWS's own models say of the parameters that stacks set, for a test: `npm run limits:facts`. */
async function write(): Promise<void> {
  const { command, args } = await findPythonClients(process.env);
  const input = allParameters().join('\n');
  const text = execFileSync(command, [...args, 'dev/limits/extract.py'], {
    input,
    encoding: 'utf8',
  });
  fs.writeFileSync(AWS_LIMITS_FILE, await format(text, { parser: 'json', printWidth: 100 }));
}

void write();
