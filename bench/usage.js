'use strict';

/** Loaded before a program that is measured: as it ends, it says what it has used. */
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const file = process.env.CALLVAULT_BENCH_USAGE;
if (isMainThread && file) {
  delete process.env.CALLVAULT_BENCH_USAGE;
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1e6;
    writeFileSync(file, JSON.stringify({ mebibytes: maxRSS / 1024, cpu }));
  });
}
