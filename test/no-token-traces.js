'use strict';

const { isNativeError } = require('node:util').types;

/**
 * CDKTF captures a stack trace for each token, and Jest looks up the source of each of its lines, which takes a seventh of
 * the time of the tests that build constructs. Errors keep their traces.
 */
const capture = Error.captureStackTrace;
Error.captureStackTrace = (target, below) => {
  if (target instanceof Error || isNativeError(target)) capture(target, below);
};
