'use strict';

const capture = Error.captureStackTrace;

/**
 * CDKTF captures a stack trace for each token, on a plain object, and jest applies source maps to each of its lines;
 * no test reads them. Those of errors stay.
 */
Error.captureStackTrace = (target, below) => {
  if (target instanceof Error) capture(target, below);
};
