'use strict';

require('../launch.js').launch('bench/measure.ts');
