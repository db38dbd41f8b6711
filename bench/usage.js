'use strict';

/** Loaded before a measured program; writes down what the program used when it ends. */
const { readFileSync, writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/**
 * Peak memory of this program, in mebibytes, from Linux's own count where there is one: `resourceUsage` starts with the
 * memory of the parent process.
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
