import * as z from 'zod';
import { storeSettings } from '../store/settings';
import { environmentSchema } from './schema';

// All vendors share these settings, so each is written once, with a name to refer to.
for (const [key, setting] of Object.entries(storeSettings)) {
  z.globalRegistry.add(setting, { ...setting.meta(), id: `store-${key}` });
}

/**
 * The schema of environment files as JSON Schema, which editors use for completion and hover text.
 *
 * It is draft 7, which all editors support; `$defs` is the name that later drafts give to `definitions`.
 */
export function environmentJsonSchema(): Record<string, unknown> {
  const { definitions, ...schema } = z.toJSONSchema(environmentSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      // Keys of a JSON object are always texts.
      if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') {
        delete jsonSchema.propertyNames;
      }
    },
  });
  const text = JSON.stringify({ title: 'callvault environment', ...schema, $defs: definitions });
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/$defs/')) as Record<string, unknown>;
}
