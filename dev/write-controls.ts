import * as fs from 'node:fs';
import { findAll, parseRegister } from '../controls/register';
import { auditedStacks } from './audited-stacks';
import { renderControlsPage } from './controls-page';

/** `npm run controls`: generates docs/controls.md from the controls and the register. */
const register = parseRegister(fs.readFileSync('controls/suppressions.json', 'utf8'));
fs.writeFileSync('docs/controls.md', renderControlsPage(register, findAll(auditedStacks())));
