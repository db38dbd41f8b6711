import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'prettier';
import { extractDaily } from './vendors/extract-daily';
import { extractGenesys } from './vendors/extract-genesys';
import { extractTwilio } from './vendors/extract-twilio';
import { extractVonage } from './vendors/extract-vonage';
import { extractZoom } from './vendors/extract-zoom';
import { factsFile, type VendorFacts } from './vendors/facts';

/** A package that describes an API. */
interface Sdk {
  readonly name: string;
  /** Reads the facts in its folder; `sources` are pages that say what the package does not. */
  readonly extract: (
    folder: string,
  ) => Pick<VendorFacts, 'operations' | 'models'> & Partial<Pick<VendorFacts, 'sources'>>;
}

/**
 * Writes what the vendors' own SDKs say of their APIs, for the local vendors: `npm run vendor:facts`. The SDKs are
 * downloaded to a temporary folder, so that no installation has them.
 */
const SDKS: Readonly<Record<string, Sdk>> = {
  daily: { name: '@daily-co/daily-js@0.87.0', extract: extractDaily },
  genesys: { name: 'purecloud-platform-client-v2@262.0.0', extract: extractGenesys },
  twilio: { name: 'twilio@6.2.0', extract: extractTwilio },
  vonage: { name: '@types/opentok@2.14.4', extract: extractVonage },
  zoom: { name: '@zoom/rivet@0.4.0', extract: extractZoom },
};

async function write(): Promise<void> {
  for (const [vendor, { name, extract }] of Object.entries(SDKS)) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-sdk-'));
    try {
      execFileSync('npm', ['pack', '--silent', name], { cwd: folder });
      const [archive = ''] = fs.readdirSync(folder);
      execFileSync('tar', ['xzf', archive, '--strip-components=1'], { cwd: folder });
      const { sources = [], ...described } = extract(folder);
      const facts: VendorFacts = { sources: [`npm ${name}`, ...sources], ...described };
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
