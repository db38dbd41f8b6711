import { findVendor } from '../../config/resolve';
import { accessKeySecretName, type Store } from '../../store/store';
import type { ManualStep } from '../../vendors/checklist';
import type { Outputs } from '../../vendors/outputs';
import type { AnySettings } from '../../vendors/vendor';
import { checklistOf, renderChecklist } from './checklist';

/** What a person enters at a vendor, and where. */
export interface ManualInstructions {
  /** The store's stack. */
  readonly stack: string;
  /** The vendor's name for people. */
  readonly vendor: string;
  /** Where it is entered, in the vendor's own words. */
  readonly where: string;
  /** The values, under the vendor's own names. Secrets are placeholders. */
  readonly values: Outputs;
  /** Where the access key is. @default - the vendor has none */
  readonly accessKey?: AccessKeyInstructions;
  /** What no API sets or shows. */
  readonly checklist: readonly ManualStep[];
}

/** Where a person finds the access key that the vendor asks for. */
export interface AccessKeyInstructions {
  /** Name of the secret that contains it. */
  readonly secret: string;
  /** The command that creates it if there is none. */
  readonly create: string;
  /** The command that shows it. */
  readonly show: string;
}

/** The outputs that the vendor asks for. Other outputs are for callvault; sensitive ones are never included. */
export function findManualInstructions(
  store: Store<AnySettings>,
  outputs: Outputs,
): ManualInstructions {
  const vendor = findVendor(store.settings.vendor);
  const names = Object.keys(vendor.outputs(store, {}));
  const values = names.flatMap((name) => {
    const value = outputs[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { title, registration, access } = store.profile;
  const given = Object.fromEntries(values);
  return {
    stack: store.id,
    vendor: title,
    where: registration.where,
    values: vendor.byHand?.(store, given) ?? given,
    ...(access.kind === 'iam-user' && { accessKey: accessKeyOf(store) }),
    checklist: checklistOf(store),
  };
}

function accessKeyOf({ id, nameId, region }: Store): AccessKeyInstructions {
  const secret = accessKeySecretName(nameId);
  return {
    secret,
    create: `npx callvault connect ${id} --by-hand`,
    show: `aws secretsmanager get-secret-value --region ${region} --secret-id ${secret} --query SecretString --output text`,
  };
}

/** The instructions for people: each value on a line of its own, ready to be copied. */
export function renderManualInstructions({
  vendor,
  where,
  values,
  accessKey,
  checklist,
}: ManualInstructions): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  const lines = Object.entries(values).map(([name, value]) =>
    typeof value === 'object'
      ? `  ${name}\n${indent(JSON.stringify(value, null, 2))}`
      : `  ${name.padEnd(width)}  ${value}`,
  );
  return [
    `Enter this at ${vendor} (${where}):`,
    ...lines,
    ...(accessKey ? renderAccessKey(accessKey) : []),
    '',
    renderChecklist(checklist),
  ].join('\n');
}

const renderAccessKey = ({ secret, create, show }: AccessKeyInstructions) => [
  '',
  `The access key is in the secret ${secret}:`,
  `  ${show}`,
  `This command creates the key if there is none, and tests it:`,
  `  ${create}`,
];

const indent = (text: string) => text.replaceAll(/^/gm, '    ');
