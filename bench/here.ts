/** What work in this process needed. */
export interface MeasuredHere {
  readonly seconds: number;
  /** Seconds of processor time, that of starting included. */
  readonly cpu: number;
  /** The most memory that was resident. */
  readonly mebibytes: number;
}

/** Milliseconds between two looks at the memory. */
const LOOK_MS = 20;

/** Does work, and returns its result with what it needed. */
export async function measureWork<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly measured: MeasuredHere }> {
  let most = 0;
  const look = () => (most = Math.max(most, process.memoryUsage().rss));
  const timer = setInterval(look, LOOK_MS);
  const started = process.hrtime.bigint();
  const result = await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  clearInterval(timer);
  look();
  const { user, system } = process.cpuUsage();
  const mebibytes = Math.round(most / 1_048_576);
  return { result, measured: { seconds, cpu: (user + system) / 1e6, mebibytes } };
}
