import { buildPackage } from './package/build';

void buildPackage('dist');
