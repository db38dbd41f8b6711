import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import type { AccessKey } from '../../core/access-key';
import {
  notYetKnown,
  nothingToDo,
  type Registration,
  type RegistrationContext,
  type RegistrationStep,
  type StepPlan,
  type VendorFinding,
} from '../registration';
import { OFF, openZoom, selection, type StorageLocation, type ZoomApi } from './api';
import { zoomFinding } from './findings';
import type { ZoomSettings } from './settings';

/** Registers a store with the Zoom Video SDK: a storage location, and its selection. */
export function zoomRegistration(
  store: Store<ZoomSettings>,
  context: RegistrationContext,
): Registration {
  const registration = new ZoomRegistration(store, context);
  return {
    steps: registration.steps(),
    inspect: () => registration.inspect(),
    inspects: ['the storage location, its key and its selection'],
    disconnect: [
      {
        id: 'zoom-location-off',
        title: 'Storage location at Zoom',
        plan: () => registration.planOff(),
      },
    ],
  };
}

class ZoomRegistration {
  private opened: Promise<ZoomApi> | undefined;
  /** Id of the store's location, once it is known. */
  private id: string | undefined;
  /** Whether this run has given Zoom a key. */
  private changed = false;

  constructor(
    private readonly store: Store<ZoomSettings>,
    private readonly context: RegistrationContext,
  ) {}

  steps(): RegistrationStep[] {
    return [
      {
        id: 'zoom-location',
        title: 'Storage location at Zoom',
        plan: () => this.planLocation(),
      },
      {
        id: 'zoom-selection',
        title: 'Selected storage location at Zoom',
        plan: () => this.planSelection(),
      },
    ];
  }

  async inspect(): Promise<VendorFinding[]> {
    const api = await this.api();
    const own = this.findOwn(await api.listLocations());
    const { bucketName } = this.store;
    if (!own) {
      const evidence = `no storage location has the bucket ${bucketName}`;
      return [zoomFinding('zoom-location-missing', 'Zoom does not know the bucket', evidence)];
    }
    const key = this.context.key();
    return [
      ...(key && own.name !== this.nameFor(key.accessKeyId)
        ? [
            zoomFinding(
              'zoom-location-key-other',
              "Zoom writes with another key than the store's",
              `the location ${own.id} is named ${own.name}; callvault names it after its key`,
            ),
          ]
        : []),
      ...((await this.isVerified(own.id))
        ? []
        : [
            zoomFinding(
              'zoom-location-failed',
              'Zoom could not write to the bucket',
              `verify_status of ${own.id} is not success`,
            ),
          ]),
      ...(own.selected === true
        ? []
        : [
            zoomFinding(
              'zoom-location-not-selected',
              'Zoom stores recordings elsewhere',
              `the location ${own.id} is not selected`,
            ),
          ]),
    ];
  }

  /**
   * Zoom does not delete the selected location, and deletes all of them when storage is switched off.
   *
   * @see Zoom, "Manage storage locations", "Delete a storage location"
   */
  async planOff(): Promise<StepPlan> {
    const api = await this.api();
    const locations = await api.listLocations();
    const own = this.findOwn(locations);
    if (!own) return nothingToDo('Zoom has no location with this bucket.');
    const url = `${api.url}/location/${own.id}`;
    if (own.selected !== true) {
      return {
        says: `${own.id} is not selected.`,
        loses: `Zoom would no longer have the location ${own.id}`,
        requests: [{ method: 'DELETE', url }],
        act: async () => {
          await api.remove(own.id);
          return `Deleted ${own.id} at Zoom.`;
        },
      };
    }
    if (locations.length > 1) {
      throw new HttpError(
        url,
        'is selected; select another location at Zoom first, because Zoom deletes all of them when storage is switched off',
      );
    }
    return {
      says: `${own.id} is the only location, and selected.`,
      loses: `recordings would be stored at Zoom, and no longer in ${own.s3.bucket}`,
      requests: [{ method: 'PATCH', url: api.url, body: OFF }],
      act: async () => {
        await api.switchOff();
        return 'Recordings are stored at Zoom.';
      },
    };
  }

  /** After a change, Zoom may still be trying the bucket. */
  private async isVerified(id: string): Promise<boolean> {
    const api = await this.api();
    return this.changed
      ? this.context.waitUntil(() => api.isVerified(id), Boolean)
      : api.isVerified(id);
  }

  private api(): Promise<ZoomApi> {
    return (this.opened ??= openZoom(this.context));
  }

  /** Zoom shows nothing else of the key. */
  private nameFor(accessKeyId: string): string {
    return `${accessKeyId} ${this.store.nameId}`;
  }

  private findOwn(locations: readonly StorageLocation[]): StorageLocation | undefined {
    const { bucketName, region } = this.store;
    return locations.find(({ s3 }) => s3.bucket === bucketName && s3.region === region);
  }

  private async planLocation(): Promise<StepPlan> {
    const api = await this.api();
    const own = this.findOwn(await api.listLocations());
    this.id = own?.id;
    const key = this.context.key();
    if (this.isCurrent(own, key)) {
      return nothingToDo(`${own?.id ?? ''} is the location, with the access key.`);
    }
    const body = this.location(key, own, '<redacted>');
    return {
      says: own ? `${own.id} has another access key.` : 'Zoom does not know the bucket.',
      requests: [
        own
          ? { method: 'PATCH', url: `${api.url}/location/${own.id}`, body }
          : { method: 'POST', url: `${api.url}/location`, body },
      ],
      ...(key && {
        act: async (onDone) => {
          const secret = key.secretAccessKey.reveal();
          const id = await api.save(own?.id, this.location(key, own, secret), key);
          this.changed = true;
          onDone(`${own ? 'Changed' : 'Created'} the storage location at Zoom.`);
          this.id = id ?? this.findOwn(await api.listLocations())?.id;
          if (this.id === undefined)
            throw new HttpError(api.url, 'has no location with the bucket');
          return `${own ? 'Changed' : 'Created'} ${this.id} at Zoom.`;
        },
      }),
    };
  }

  /** Whether nothing has to be sent. */
  private isCurrent(own: StorageLocation | undefined, key: AccessKey | undefined): boolean {
    return own?.name === this.nameFor(key?.accessKeyId ?? '') && this.context.prove !== true;
  }

  /** Neither the bucket nor the region of a location can be changed. @see Zoom, "Video SDK API", change location */
  private location(
    key: AccessKey | undefined,
    own: StorageLocation | undefined,
    secret: string,
  ): object {
    const id = key?.accessKeyId ?? notYetKnown('id of the new access key');
    const { bucketName: bucket, region } = this.store;
    return {
      name: this.nameFor(id),
      provider: 'aws_s3',
      s3: {
        ...(own === undefined && { region, bucket }),
        authentication_mechanism: 'aws_access_key',
        access_key: { id, key: secret },
      },
    };
  }

  private async planSelection(): Promise<StepPlan> {
    const api = await this.api();
    const locations = await api.listLocations();
    const selected = locations.find((each) => each.selected === true);
    if (selected !== undefined && selected.id === this.findOwn(locations)?.id) {
      return nothingToDo(`Recordings are stored in ${selected.s3.bucket}.`);
    }
    const { id } = this;
    const { bucketName } = this.store;
    const body = selection(id ?? notYetKnown('id of the new location'));
    return {
      says: `Recordings are stored ${selected ? `in ${selected.s3.bucket}` : 'at Zoom'}.`,
      requests: [{ method: 'PATCH', url: api.url, body }],
      ...(selected && { loses: `recordings would no longer go to ${selected.s3.bucket}` }),
      ...(id !== undefined && {
        act: async () => {
          await api.select(id);
          return `Recordings are stored in ${bucketName}.`;
        },
      }),
    };
  }
}
