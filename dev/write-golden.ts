import * as fs from 'node:fs';
import { deployGolden, GOLDEN_FILE } from './release/golden';
import { startLocalAws } from './local-aws';

/** `npm run golden`: deploys test/golden/prod.yaml to the local AWS, and keeps the states for the next release. */
async function main(): Promise<void> {
  const aws = await startLocalAws();
  try {
    fs.writeFileSync(GOLDEN_FILE, `${JSON.stringify(await deployGolden(aws))}\n`);
  } finally {
    await aws.stop();
  }
}

void main();
