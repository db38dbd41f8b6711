#!/usr/bin/env node
'use strict';

require('../launch/launch').launch('cli/main.ts');
