import * as fs from 'node:fs';
import * as path from 'node:path';
import { DeclaredTypes } from './declared-types';
import type { OperationFact, VendorFacts } from './facts';

/** The beginning of all paths. @see npm @zoom/rivet, `videosdk/videosdk.mjs`, the base URL */
const VERSION = '/v2';

/** Reads the facts of the storage of the Zoom Video SDK from Zoom's own server SDK. */
export function extractZoom(folder: string): Pick<VendorFacts, 'operations' | 'models'> {
  const read = (name: string) => fs.readFileSync(path.join(folder, 'videosdk', name), 'utf8');
  const [declarations, code] = [read('videosdk.d.ts'), read('videosdk.mjs')];
  const types = new DeclaredTypes(declarations);
  const operations = [...code.matchAll(ENDPOINT)]
    .filter(([, , , at = '']) => at.startsWith('/videosdk/settings/storage'))
    .map((found) => operationOf([...found], declarations, types));
  return { operations, models: types.models };
}

const ENDPOINT =
  /(\w+): this\.buildEndpoint\(\{\s*method: "(\w+)",\s*urlPathBuilder: \([^)]*\) => `([^`]*)`/g;

function operationOf(
  [, name = '', method = '', at = '']: readonly string[],
  declarations: string,
  types: DeclaredTypes,
): OperationFact {
  const signature = new RegExp(`\\n\\s+${name}: \\((.*?)\\) => Promise<BaseResponse<(.*?)>>;`, 's');
  const [, given = '', answer = 'unknown'] = signature.exec(declarations) ?? [];
  const body = /body\??: (\w+);/.exec(given)?.[1];
  return {
    method,
    path: `${VERSION}${at.replaceAll('${', '{')}`,
    ...(body !== undefined && { body: types.read(body).type }),
    ...(answer !== 'unknown' && { answer: types.read(answer).type }),
  };
}
