/** Rows that a host would have made by calling, for tests of services. */
import type {
  DriverFacts,
  HostCapacity,
  HostImage,
  HypervisorMachine,
} from '@busbar/shared/protocol/host-facts';
import type { RequestProvisionInput } from '../services/vm/request-provision.ts';
import type { ServiceHarness } from './service-harness.ts';

const gibibyte = 1024 ** 3;
const driver: DriverFacts = {
  name: 'sandbox',
  isReady: true,
  version: '1',
  remedy: null,
  abilities: [],
  notes: [],
};
const image: HostImage = {
  name: 'sandbox-default',
  driver: 'sandbox',
  title: 'Sandbox',
  os: 'linux',
  sizeBytes: 0,
  sha256: null,
  hasCloudInit: false,
  notes: '',
};
const capacity: HostCapacity = {
  cpuCount: 4,
  memoryBytes: 8 * gibibyte,
  memoryFreeBytes: 4 * gibibyte,
  diskTotalBytes: 100 * gibibyte,
  diskFreeBytes: 50 * gibibyte,
};

export type HostFixture = {
  readonly name?: string;
  readonly state?: string;
  readonly isDraining?: boolean;
  readonly memoryFreeBytes?: number;
  readonly isReady?: boolean;
  readonly abilities?: readonly string[];
  /** Whether its hypervisor exchanges VMs with others. Default: it tells nothing of that. */
  readonly isMovingEnabled?: boolean;
};

const machineOf = (name: string, isEnabled: boolean): HypervisorMachine => ({
  ...{ name: name.toUpperCase(), cpuCount: 4, memoryBytes: 8 * gibibyte },
  ...{ vmVersions: [], numaNodes: [], features: [] },
  moves: { isEnabled, authentication: 'Kerberos', folder: `C:\\${name}` },
});

/** Returns its id. */
export async function addHost({ deps }: ServiceHarness, fixture: HostFixture = {}): Promise<string> {
  const id = deps.newId();
  const { name = 'host-1', state = 'online', isDraining = false, isReady = true, abilities = [] } = fixture;
  const { isMovingEnabled } = fixture;
  const machine = isMovingEnabled === undefined ? undefined : machineOf(name, isMovingEnabled);
  const memoryFreeBytes = fixture.memoryFreeBytes ?? capacity.memoryFreeBytes;
  await deps.db.write((transaction) =>
    transaction.host.create({
      data: {
        id,
        name,
        state,
        isDraining,
        publicKey: id,
        sealingKey: id,
        drivers: JSON.stringify([
          { ...driver, isReady, abilities, remedy: isReady ? null : 'Do this.', machine },
        ]),
        images: JSON.stringify([image]),
        capacity: JSON.stringify({ ...capacity, memoryFreeBytes }),
      },
    }),
  );
  return id;
}

export const userData = '#cloud-config\nhostname: {{ HOSTNAME }}\npassword: {{ PASSWORD }}\n';

/** Returns its id: one text variable that is built in, one secret. */
export async function addTemplate({ deps }: ServiceHarness, text = userData): Promise<string> {
  const id = deps.newId();
  const secret = {
    name: 'PASSWORD',
    label: 'Password',
    help: '',
    type: 'secret',
    choices: [],
    defaultValue: '',
    required: false,
  };
  await deps.db.write((transaction) =>
    transaction.template.create({
      data: {
        id,
        slug: id,
        versions: {
          create: {
            id: deps.newId(),
            version: 1,
            title: 'Test',
            documents: JSON.stringify({ metaData: 'instance-id: {{ VM_ID }}\n', userData: text }),
            variables: JSON.stringify([secret]),
          },
        },
      },
    }),
  );
  return id;
}

export const provisionInput = (
  hostId: string | null,
  templateId: string,
  changes: Partial<RequestProvisionInput> = {},
): RequestProvisionInput => ({
  hostId,
  templateId,
  driver: 'sandbox',
  image: 'sandbox-default',
  name: 'web',
  cpuCount: 1,
  memoryMb: 256,
  diskGb: 1,
  network: 'none',
  variables: { PASSWORD: 'hunter2-hunter2' },
  tags: ['test'],
  count: 1,
  ...changes,
});
