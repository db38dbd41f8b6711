'use strict';

require('../launch/launch.js').launch('bench/measure.ts');
