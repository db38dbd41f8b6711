import * as fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { exitCodeOf } from '../../../../cli/exit';
import { terraform } from '../../../../cli/plans/terraform';
import { handleInterruptions } from '../../../../cli/process/interruption';
import { inTemporaryFolder } from '../../../../synth/temporary-folder';

/** An entry point that applies the stacks of the given folders one after the other, and waits then; the test interrupts it. */
async function main(folders: readonly string[]): Promise<void> {
  handleInterruptions();
  try {
    await inTemporaryFolder(async (temporary) => {
      fs.writeFileSync(process.env.TEMPORARY ?? '', temporary);
      for (const folder of folders) {
        await terraform({ id: 'one', environment: 'local', folder, env: process.env }, [
          'apply',
          '-auto-approve',
        ]);
      }
      process.stderr.write('waits\n');
      await setTimeout(60_000);
    });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

void main(process.argv.slice(2));
