/** What the test hypervisor tells of itself. `folder`: of its VMs, by which others know it too. */
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';

export const memoryFacts = (folder: string): DriverFacts => ({
  ...{ name: 'sandbox', isReady: true, version: 'test', remedy: null, notes: [] },
  abilities: [
    ...['checkpoints', 'disks', 'media', 'resizing', 'exporting', 'importing', 'switches', 'images'],
    ...['linked-cloning', 'storage-moving', 'host-moving'],
  ],
  machine: {
    ...{ name: folder, cpuCount: 1, memoryBytes: 2 ** 30, vmVersions: [], numaNodes: [], features: [] },
    moves: { isEnabled: true, authentication: 'none', folder },
  },
});
