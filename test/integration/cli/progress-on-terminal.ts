import { withProgress } from '../../../cli/progress';

// Only stderr is a terminal: stdout is redirected to a file.
Object.defineProperty(process.stderr, 'isTTY', { value: true });

async function main(): Promise<void> {
  const result = await withProgress('calls-prod', false, (onProgress) => {
    onProgress('planning');
    return 42;
  });
  process.stdout.write(`${result}\n`);
  await withProgress('video-prod', false, () => {
    throw new Error('no credentials');
  });
}

main().catch(() => {
  process.exitCode = 5;
});
