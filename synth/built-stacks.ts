import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AssetType, type App, type StackManifest, type TerraformAsset } from 'cdktf';
import type { IConstruct } from 'constructs';
import { digestOfCheck } from '../lambda/bundle';
import type { PlannedStack } from '../stacks/planned-stack';
import type { Cache } from './cache';

/** A file that a stack needs besides its JSON. */
interface Asset {
  /** Its path below the stack's folder. */
  readonly path: string;
  /** SHA-256 of its content, in hexadecimal. */
  readonly sha256: string;
}

/** A stack as it was written. */
interface Built {
  readonly manifest: StackManifest;
  readonly json: Uint8Array;
  readonly assets: readonly Asset[];
}

/** Variables that change what CDKTF writes. */
const VARIABLES = ['CDKTF_CONTEXT_JSON', 'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS'];

/**
 * Stacks that an earlier run built. A stack is written again as it was only if building it would give the same: from
 * the same data, by the same code, under the same settings of CDKTF, and with the same version of Terraform, which
 * CDKTF's validations compare.
 */
export class BuiltStacks {
  private readonly settings: unknown;

  /** @param terraform - the version of Terraform */
  constructor(
    private readonly cache: Cache,
    terraform: string,
  ) {
    this.settings = [terraform, VARIABLES.map((name) => process.env[name])];
  }

  /** Writes a stack as it was built before, and adds it to the app's manifest. False: it has to be built. */
  restore(stack: PlannedStack, { outdir, manifest }: App): boolean {
    const built = this.cache.read(nameOf(stack), this.inputOf(stack)) as Built | undefined;
    const assets = built?.assets.map((asset) => ({ ...asset, data: this.readAsset(asset.sha256) }));
    if (!built || !assets) return false;
    const folder = path.join(outdir, built.manifest.workingDirectory);
    for (const { path: file, data } of assets) {
      if (!data) return false;
      writeAsset(folder, file, data);
    }
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(outdir, built.manifest.synthesizedStackPath), built.json);
    manifest.stacks[stack.id] = built.manifest;
    return true;
  }

  /** Keeps a stack that the app has just built and written. */
  keep(stack: PlannedStack, app: App): void {
    const manifest = app.manifest.stacks[stack.id];
    const assets = app.node.findChild(stack.id).node.findAll().filter(isAsset);
    // A stack with a folder or an archive is built each time.
    if (!manifest || assets.some(({ type }) => type !== AssetType.FILE)) return;
    const folder = path.join(app.outdir, manifest.workingDirectory);
    const built: Built = {
      manifest,
      json: fs.readFileSync(path.join(app.outdir, manifest.synthesizedStackPath)),
      assets: assets.map((asset) => this.keepAsset(asset.path, path.join(folder, asset.path))),
    };
    this.cache.write(nameOf(stack), this.inputOf(stack), built);
  }

  private inputOf({ kind, props }: PlannedStack): unknown {
    const hasCode = 'store' in props && (props.store.integrity ?? props.store.arrivals);
    return [this.settings, kind, props, hasCode ? digestOfCheck() : ''];
  }

  /** Assets are large and equal in many stacks, so each is kept once. */
  private keepAsset(name: string, file: string): Asset {
    const data = fs.readFileSync(file);
    const sha256 = createHash('sha256').update(data).digest('hex');
    if (!this.readAsset(sha256)) this.cache.write(`assets/${sha256}`, '', data);
    return { path: name, sha256 };
  }

  private readAsset(sha256: string): Uint8Array | undefined {
    return this.cache.read(`assets/${sha256}`, '') as Uint8Array | undefined;
  }
}

const nameOf = ({ id }: PlannedStack) => `stacks/${id}`;

/** CDKTF has no function for it. `instanceof` fails if there is a second copy of CDKTF. */
const isAsset = (construct: IConstruct): construct is TerraformAsset => 'assetHash' in construct;

/** Like CDKTF, removes the asset's folder first. */
function writeAsset(folder: string, name: string, data: Uint8Array): void {
  const [assets = '', asset = ''] = name.split('/');
  fs.rmSync(path.join(folder, assets, asset), { recursive: true, force: true });
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), data);
}
