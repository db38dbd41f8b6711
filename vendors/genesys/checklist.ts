import type { Store } from '../../store/store';
import type { Checklist, ManualStep } from '../checklist';
import { pathPattern } from './checks';
import { connectionName } from './outputs';
import type { GenesysSettings } from './settings';

const PREREQUISITES = 'Genesys guide, "Prerequisites, Roles & Licensing"';
const ROUTING = 'Genesys guide, section 3, "Recording Routing & Metadata Tagging in Architect"';
const INTEGRATION = 'Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration"';

/** What no API of Genesys sets or shows: licences, permissions, and the flows that record. */
export function genesysChecklist(store: Store<GenesysSettings>): Checklist {
  const { registration, storageMode } = store.settings;
  const connect = [
    ...(registration === 'bulk-actions' ? BULK_ACTIONS : connectionChecklist(store)),
  ];
  const native =
    storageMode === 'PRIMARY' ? 'Genesys keeps new recordings itself again' : 'its own copies stay';
  return {
    connect: [...connect, ...retentionChecklist(store)],
    disconnect: [
      registration === 'bulk-actions'
        ? {
            id: 'genesys-stop-exports',
            what: 'Switch off Export Recording with Integration in the retention policies, and cancel EXPORT jobs that are still running.',
            source: INTEGRATION,
          }
        : {
            id: 'genesys-stop-rules',
            what: `Take the connection out of the Recording Rule nodes of the Architect flows; ${native}.`,
            source: ROUTING,
          },
    ],
  };
}

function connectionChecklist(store: Store<GenesysSettings>): ManualStep[] {
  const { includeMetadata = false } = store.settings;
  // After a move, its name depends on whether the first connection still has it.
  const moved = store.previousPrefixes.length > 0;
  const profile = moved ? `the one for ${store.prefix}` : JSON.stringify(connectionName(store));
  const metadata = includeMetadata
    ? 'Switch on Include Metadata in the settings of the connection, as includeMetadata says.'
    : 'Leave Include Metadata in the settings of the connection off, or set includeMetadata: true.';
  return [
    {
      id: 'genesys-licences',
      what: 'Check the licences: Genesys Cloud CX 1, 2 or 3 with the Recordings feature and the External Storage add-on, and WEM for speech analytics on the native copy.',
      source: PREREQUISITES,
    },
    {
      id: 'genesys-permissions',
      what: 'Give the people who set this up Integration > External Storage > Edit, Recording > Recording > Read and Architect > Flow > Edit.',
      source: PREREQUISITES,
    },
    {
      id: 'genesys-oauth-scopes',
      what: 'Give the OAuth client the scopes integration:write, integration:read, recording:read and organization:read.',
      source: PREREQUISITES,
    },
    {
      id: 'genesys-recording-rule',
      what: `Set the Recording Rule node of each Architect flow: recording type Call or Screen, External Storage on, connection profile ${profile}, file path ${pathPattern(store)}.`,
      source: ROUTING,
    },
    { id: 'genesys-include-metadata', what: metadata, source: ROUTING },
    ...movedChecklist(store),
  ];
}

/** @see Genesys guide, "Edge Case 3": a new connection, the rule that refers to it, and WEM with both prefixes */
function movedChecklist({ prefix, previousPrefixes }: Store<GenesysSettings>): ManualStep[] {
  if (previousPrefixes.length === 0) return [];
  const source = 'Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"';
  const both = [prefix, ...previousPrefixes].join(' and ');
  return [
    {
      id: 'genesys-moved-rule',
      what: `Point the Recording Rule nodes at the connection for ${prefix}, and leave the connection for ${previousPrefixes.join(' and ')} on until no recording arrives there.`,
      source,
    },
    {
      id: 'genesys-moved-wem',
      what: `Let WEM read metadata below ${both}.`,
      source,
    },
  ];
}

const BULK_ACTIONS: readonly ManualStep[] = [
  {
    id: 'genesys-integration-permissions',
    what: 'Give the OAuth client a role with Integrations > Integration > View, Add, Edit and Delete and Recording > Retention Policy > View.',
    source: INTEGRATION,
  },
  {
    id: 'genesys-export-policy',
    what: 'Decide for each retention policy that exports whether it also exports screen recordings. Genesys exports a recording once, and never an orphan recording.',
    source: INTEGRATION,
  },
];

function retentionChecklist({ settings, bucketName }: Store<GenesysSettings>): ManualStep[] {
  const copies =
    settings.registration === 'bulk-actions' || settings.vendorMayDelete === false
      ? 'Genesys may not delete them'
      : 'Genesys may delete them, which hides a recording until it can no longer be recovered';
  return [
    {
      id: 'genesys-notify-on-deletion',
      what: `Leave Notify on Deletion of the retention policies off, or decide what its webhook starts: the lifecycle of ${bucketName} removes the copies on the same day, and no clean-up job is needed; ${copies}.`,
      source: 'Genesys guide, section 4, "Lifecycle Alignment & Compliance Guardrails"',
    },
  ];
}
