/** Decides what VM the control plane gets, or why none. Pure: everything it looks at comes in. */
import type { VmAdapter } from '@busbar/shared/domain/hardware';
import { hardwareProblems, VmAdapter as VmAdapterSchema } from '@busbar/shared/domain/hardware';
import { VmName } from '@busbar/shared/domain/names';
import { AppError } from '@busbar/shared/errors/app-error';
import { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';

const size = VmProvisionInput.shape;

/** What a person may say. The control plane idles at some 300 MB and keeps a database that grows with its history. */
export const ControlPlaneWishes = z.object({
  /** Name of an image of this host. Default: its newest Debian. */
  image: z.string().optional(),
  name: VmName.default('busbar-control'),
  cpuCount: size.cpuCount.default(2),
  memoryMb: size.memoryMb.min(1024, 'The control plane needs at least 1024 MiB of memory.').default(2048),
  diskGb: size.diskGb.min(4, 'The control plane needs a disk of at least 4 GiB.').default(20),
  /** `none`: only its host reaches it, over the VM's channel. Default: so where a hypervisor has no switches. */
  network: z.literal('none').optional(),
  /** Default: the one on which VMs with a network are put. */
  switchName: z.string().min(1).optional(),
  /** With its prefix length, such as 192.0.2.10/24. Default: by DHCP. */
  address: z.string().optional(),
  gateway: z.string().optional(),
  dnsServers: z.array(z.string()).default([]),
});
export type ControlPlaneWishes = z.infer<typeof ControlPlaneWishes>;

export type HostAsSeen = {
  readonly drivers: readonly DriverFacts[];
  readonly images: readonly HostImage[];
};

export type ControlPlanePlan = {
  readonly image: HostImage;
  readonly network: 'none' | 'user';
  /** Its address in the network, where that is given; null for what DHCP gives it. */
  readonly adapter: VmAdapter | null;
};

/** @throws AppError `precondition-failed`, `not-found`, `unsupported` or `invalid-input` with what to do */
export function planControlPlane(wishes: ControlPlaneWishes, host: HostAsSeen): ControlPlanePlan {
  const image = chooseImage(wishes.image, host);
  const abilities = host.drivers.find(({ name }) => name === image.driver)?.abilities ?? [];
  const adapter = adapterOf(wishes, image.driver, abilities);
  // Behind QEMU's own network nobody would reach it either.
  return { image, network: wishes.network ?? (abilities.includes('adapters') ? 'user' : 'none'), adapter };
}

/** Its disc is put into a drive of the VM, and real cloud-init brings the guest agent that installs it. */
function chooseImage(wanted: string | undefined, { drivers, images }: HostAsSeen): HostImage {
  const able = drivers.filter(({ abilities }) => abilities.includes('media'));
  if (able.length === 0) throw noHypervisor(drivers);
  const usable = images.filter(({ driver }) => able.some(({ name }) => name === driver));
  if (wanted === undefined) {
    const [newest] = usable.filter((image) => refusalOf(image) === null).toSorted(newestFirst);
    if (newest !== undefined) return newest;
    throw new AppError('not-found', 'This host has no image of Debian 12 or 13 with cloud-init.', {
      userMessage:
        'This host has no image of Debian 12 or 13 with cloud-init. Give one with --image: a name of an image here, a file, or the URL of Debian’s “generic” cloud image. Nothing was made.',
    });
  }
  const found = usable.find(({ name }) => name === wanted);
  if (found === undefined) {
    const names = usable.map(({ name }) => name).join(', ') || 'none';
    throw new AppError('not-found', `This host has no image “${wanted}” for a VM (it has: ${names}).`);
  }
  const refusal = refusalOf(found);
  if (refusal !== null) throw new AppError('precondition-failed', refusal);
  return found;
}

function noHypervisor(drivers: readonly DriverFacts[]): AppError {
  const reasons = drivers.map(
    ({ name, remedy }) => `${name}: ${remedy ?? 'its VMs take no discs of one’s own'}`,
  );
  return new AppError(
    'precondition-failed',
    `No hypervisor of this host can run the control plane. ${reasons.join('; ')}`,
  );
}

const versionsOfDebian = ['12', '13'];

/** What a Debian's image is called tells its version: `debian-13`, `Debian GNU/Linux 12 (bookworm)`. Null: it will do. */
function refusalOf({ name, title, os, hasCloudInit, check }: HostImage): string | null {
  if (check?.state === 'damaged') return `The image “${name}” is damaged. Import it again.`;
  if (!hasCloudInit)
    return `The image “${name}” has no cloud-init, which the control plane's VM is set up by.`;
  if (debianVersionOf(`${name} ${title} ${os}`) !== null) return null;
  return `The image “${name}” (${os}) is not known to be Debian 12 or 13, which the control plane is built for.`;
}

/** Null for what is not a Debian that the control plane runs on. */
export function debianVersionOf(text: string): string | null {
  const found = /debian(?:\s+gnu\/linux|-gnu-linux)?[\s-]*(\d+)/i.exec(text)?.[1];
  return versionsOfDebian.find((version) => version === found) ?? null;
}

const { compare } = new Intl.Collator('en', { numeric: true });
const newestFirst = (one: HostImage, other: HostImage): number => compare(other.name, one.name);

function adapterOf(
  wishes: ControlPlaneWishes,
  driver: string,
  abilities: readonly string[],
): VmAdapter | null {
  const { switchName, address, gateway, dnsServers, network } = wishes;
  if (address === undefined && (gateway !== undefined || dnsServers.length > 0)) {
    throw new AppError('invalid-input', 'A gateway and DNS servers belong to an --address.');
  }
  if (switchName === undefined && address === undefined) return null;
  if (network === 'none') {
    throw new AppError('invalid-input', 'A VM without a network has neither a switch nor an address.');
  }
  if (!abilities.includes('adapters')) {
    throw new AppError(
      'unsupported',
      `VMs of the ${driver} driver have no switch and no address of one's own. Leave --switch and --address out.`,
    );
  }
  const addressing =
    address === undefined
      ? { mode: 'dhcp' }
      : { mode: 'static', addresses: [address], gateway: gateway ?? null, dnsServers };
  const parsed = VmAdapterSchema.safeParse({ switchName: switchName ?? null, addressing });
  if (!parsed.success) throw new AppError('invalid-input', z.prettifyError(parsed.error));
  const [problem] = hardwareProblems({ memoryMb: wishes.memoryMb, adapters: [parsed.data] });
  if (problem !== undefined) throw new AppError('invalid-input', problem.message);
  return parsed.data;
}
