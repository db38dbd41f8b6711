'use strict';

const Sequencer = require('@jest/test-sequencer').default;
const { slowestFirst } = require('./slowest');

/** Starts the slowest test files first, so that none of them runs alone at the end. */
module.exports = class extends Sequencer {
  sort(tests) {
    return slowestFirst(super.sort(tests));
  }
};
