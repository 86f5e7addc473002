/** The recipe of the Debian image. Its hash names what was built, so that an unchanged recipe is built once. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const script = (name: string): string =>
  readFileSync(new URL(`./recipe/${name}.sh`, import.meta.url), 'utf8');

export const recipe = {
  name: 'debian-12',
  title: 'Debian 12, lean',
  os: 'Debian GNU/Linux 12 (bookworm)',
  suite: 'bookworm',
  /** Makes every file's time, and so the image, the same in every build. */
  sourceDateEpoch: '1700000000',
  uuid: '6f5c1f0e-0b5b-4c0e-9d5a-6275736261f2',
  hashSeed: '1c7d3b52-53a5-4a4e-8a0a-6275736261f3',
  sizeBytes: 2 * 1024 ** 3,
  packages: [
    ...[
      'systemd-sysv',
      'udev',
      'dbus',
      'cloud-init',
      'linux-image-cloud-amd64',
      'kmod',
      'iproute2',
      'netbase',
    ],
    ...['passwd', 'sudo', 'python3-minimal', 'busybox-static', 'openssh-server'],
  ],
  excludedPaths: ['man', 'doc', 'locale', 'info'].map((folder) => `/usr/share/${folder}/*`),
  /** In the order in which they must be loaded. */
  modules: [
    ...[
      'virtio_ring',
      'virtio',
      'virtio_pci_modern_dev',
      'virtio_pci_legacy_dev',
      'virtio_pci',
      'virtio_blk',
    ],
    ...['scsi_common', 'scsi_mod', 'virtio_scsi', 'cdrom', 'sr_mod', 'isofs', 'virtio_console', 'virtio-rng'],
  ],
  lean: script('lean'),
  pack: script('pack'),
  initrdInit: script('initrd-init'),
  /** `ds=nocloud`: cloud-init need not search. */
  kernelArguments: 'root=/dev/vda rw console=ttyS0 quiet mitigations=off ds=nocloud',
} as const;

export const recipeHash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
