'use strict';

/** The code of the integrity check, which the global setup has built: each test file would bundle it again. */
globalThis.CALLVAULT_CHECK = JSON.parse(process.env.CALLVAULT_TEST_CHECK);
