import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'prettier';
import { extractGenesys } from './vendors/extract-genesys';
import { extractTwilio } from './vendors/extract-twilio';
import { factsFile, type VendorFacts } from './vendors/facts';

/**
 * Writes what the vendors' own SDKs say of their APIs, for the local vendors: `npm run vendor:facts`. The SDKs are
 * downloaded to a temporary folder, so that no installation has them.
 */
const SDKS = {
  genesys: { name: 'purecloud-platform-client-v2@262.0.0', extract: extractGenesys },
  twilio: { name: 'twilio@6.2.0', extract: extractTwilio },
};

async function write(): Promise<void> {
  for (const [vendor, { name, extract }] of Object.entries(SDKS)) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-sdk-'));
    try {
      execFileSync('npm', ['pack', '--silent', name], { cwd: folder });
      const [archive = ''] = fs.readdirSync(folder);
      execFileSync('tar', ['xzf', archive], { cwd: folder });
      const facts: VendorFacts = {
        sources: [`npm ${name}`],
        ...extract(path.join(folder, 'package')),
      };
      fs.writeFileSync(
        factsFile(vendor),
        await format(JSON.stringify(facts), { parser: 'json', printWidth: 100 }),
      );
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

void write();
