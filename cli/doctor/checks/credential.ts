import { accessKeySecretName, type Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import type { LiveKeyId, LiveUser } from '../live-access';
import { valueOf, whenSeen } from '../seen';

/** Whether the user is there, is in its group, and has a key that AWS takes. */
export function checkCredential({ store, live }: Examined): readonly DoctorFinding[] {
  const { access } = live;
  if (access.kind !== 'user') return [];
  const { principalName, profile } = store;
  if (access.self.kind === 'missing') {
    return [
      finding('user-missing', {
        what: `There is no user ${principalName} for ${profile.title} to write as`,
        evidence: [`expected ${store.principalArn ?? principalName}`],
        fix: redeploy(store),
      }),
    ];
  }
  return [...checkGroup(store, access), ...checkKeys(store, access)];
}

function checkGroup(store: Store, { groups }: LiveUser) {
  const { principalName } = store;
  return whenSeen(groups, (names) =>
    names.includes(principalName)
      ? []
      : [
          finding('user-not-in-group', {
            what: `The user ${principalName} is not in the group ${principalName}, whose policy is all that it may do`,
            evidence: [`its groups: ${names.join(', ') || 'none'}`],
            fix: `aws iam add-user-to-group --user-name ${principalName} --group-name ${principalName}`,
          }),
        ],
  );
}

function checkKeys(store: Store, { keys, stored }: LiveUser): readonly DoctorFinding[] {
  const { principalName, profile } = store;
  const inSecret = valueOf(stored)?.accessKeyId;
  return whenSeen(keys, (there): readonly DoctorFinding[] => {
    const evidence = [
      ...there.map(({ id, active }) => `${id} is ${active ? 'active' : 'inactive'}`),
      `the secret ${accessKeySecretName(store.id)} holds ${inSecret ?? 'no key'}`,
    ];
    const said = { evidence, fix: makeKey(store) };
    if (there.length === 0) {
      const what = `The user ${principalName} has no access key that ${profile.title} could write with`;
      return [finding('access-key-missing', { what, ...said })];
    }
    const used = there.filter(({ id }) => inSecret === undefined || id === inSecret);
    if (used.length === 0) {
      const what = `The key in the secret is none of the user ${principalName} any more`;
      return [finding('access-key-other', { what, ...said })];
    }
    return checkActive(store, used, evidence);
  });
}

/** One that is active is enough: while a key is changed for another there are two. */
function checkActive(
  { principalName, profile }: Store,
  keys: readonly LiveKeyId[],
  evidence: readonly string[],
): DoctorFinding[] {
  const [first] = keys;
  if (!first || keys.some(({ active }) => active)) return [];
  return [
    finding('access-key-inactive', {
      what: `The access key that ${profile.title} writes with is switched off`,
      evidence,
      fix: `aws iam update-access-key --user-name ${principalName} --access-key-id ${first.id} --status Active`,
    }),
  ];
}

function makeKey({ id, profile }: Store): string {
  const by = `npx callvault connect ${id} makes one`;
  return profile.registration.mode === 'rest'
    ? `Run it: ${by}, and gives it to ${profile.title}.`
    : `Run it: ${by}; then give it to ${profile.title}: ${profile.registration.where}.`;
}
