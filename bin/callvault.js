#!/usr/bin/env node
'use strict';

require('./start').start('cli/main.ts', ({ runCommandLine }) => runCommandLine(process.argv));
