import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startLocalAws } from './local-aws';

/** Runs a local AWS until it is interrupted: `node launch/launch.js dev/local-aws-server.ts [--port N]`. */
async function main(): Promise<void> {
  const port = readPort();
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const aws = await startLocalAws({
    port,
    onProgress: (sentence) => {
      console.error(sentence);
    },
  });
  const variables = Object.entries(aws.environment()).map(
    ([name, value]) => `  export ${name}=${value ?? ''}`,
  );
  console.log(`The local AWS is running at ${aws.endpoint} (account ${aws.accountId}).`);
  console.log(`To use it from another shell:\n${variables.join('\n')}\nCtrl-C stops it.`);
  await interrupted;
  await aws.stop();
}

function readPort(): number {
  const { port = '0' } = parseArgs({ options: { port: { type: 'string' } } }).values;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65535) return Number(port);
  throw new Error(`--port ${port} is not a port. Write a number from 0 (any free one) to 65535.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
