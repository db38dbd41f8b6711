'use strict';

const Sequencer = require('@jest/test-sequencer').default;
const { slowestFirst } = require('./slowest');

/** Starts the slowest tests first, so that no core waits for the last of them alone. */
module.exports = class extends Sequencer {
  sort(tests) {
    return slowestFirst(super.sort(tests));
  }
};
