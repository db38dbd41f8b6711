'use strict';

/** Loaded before a program that is measured: as it ends, it says what it has used. */
const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/**
 * The most memory this program held, in mebibytes. Where the system says it of the program alone, that counts: what
 * `resourceUsage` gives begins with what the process held that started it.
 *
 * @see Linux man-pages, proc_pid_status(5), `VmHWM`; getrusage(2), `ru_maxrss`
 */
function peak() {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kibibytes) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

const file = process.env.CALLVAULT_BENCH_USAGE;
if (isMainThread && file) {
  delete process.env.CALLVAULT_BENCH_USAGE;
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1e6;
    writeFileSync(file, JSON.stringify({ mebibytes: peak(), cpu }));
  });
}
