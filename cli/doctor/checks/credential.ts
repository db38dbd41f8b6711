import { accessKeySecretName, type Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveKeyId, LiveUser } from '../live-access';
import { observedValue, whenObserved } from '../observed';

/** Whether the user exists, is in its group, and has an active access key. */
export function checkCredential({ store, live }: Examined): readonly DoctorFinding[] {
  const { access } = live;
  if (access.kind !== 'user') return [];
  const { principalName, profile } = store;
  if (access.self.kind === 'missing') {
    return [
      newFinding('user-missing', {
        what: `The user ${principalName}, as which ${profile.title} writes, does not exist`,
        evidence: [`expected ${store.principalArn ?? principalName}`],
        fix: redeploy(store),
      }),
    ];
  }
  return [...checkGroup(store, access), ...(store.settings.retire ? [] : checkKeys(store, access))];
}

function checkGroup({ principalName: name }: Store, { groups }: LiveUser) {
  return whenObserved(groups, (names) =>
    names.includes(name)
      ? []
      : [
          newFinding('user-not-in-group', {
            what: `The user ${name} is not in the group ${name}, which holds its only policy`,
            evidence: [`its groups: ${names.join(', ') || 'none'}`],
            fix: `aws iam add-user-to-group --user-name ${name} --group-name ${name}`,
          }),
        ],
  );
}

function checkKeys(store: Store, { keys, stored }: LiveUser): readonly DoctorFinding[] {
  const { principalName, profile } = store;
  const inSecret = observedValue(stored)?.accessKeyId;
  return whenObserved(keys, (all): readonly DoctorFinding[] => {
    const evidence = [
      ...all.map(({ id, active }) => `${id} is ${active ? 'active' : 'inactive'}`),
      `the secret ${accessKeySecretName(store.nameId)} holds ${inSecret ?? 'no key'}`,
    ];
    const details = { evidence, fix: createKey(store) };
    if (all.length === 0) {
      const what = `The user ${principalName} has no access key for ${profile.title}`;
      return [newFinding('access-key-missing', { what, ...details })];
    }
    const used = all.filter(({ id }) => inSecret === undefined || id === inSecret);
    if (used.length === 0) {
      const what = `The key in the secret does not belong to the user ${principalName}, or was deleted`;
      return [newFinding('access-key-other', { what, ...details })];
    }
    return checkActive(store, used, evidence);
  });
}

/** One active key is enough: during a rotation the user has two keys. */
function checkActive(
  { principalName, profile }: Store,
  keys: readonly LiveKeyId[],
  evidence: readonly string[],
): DoctorFinding[] {
  const [first] = keys;
  if (!first || keys.some(({ active }) => active)) return [];
  return [
    newFinding('access-key-inactive', {
      what: `The access key of ${profile.title} is inactive`,
      evidence,
      fix: `aws iam update-access-key --user-name ${principalName} --access-key-id ${first.id} --status Active`,
    }),
  ];
}

function createKey({ id, profile: { title, registration } }: Store): string {
  return registration.mode === 'rest'
    ? `Run npx callvault connect ${id}: it creates a key and registers it with ${title}.`
    : `Run npx callvault connect ${id}, which creates a key; then enter it at ${title}: ${registration.where}.`;
}
