import { join } from 'node:path';
import type { HypervisorDriver } from './driver.ts';
import { QemuDriver } from './qemu/qemu-driver.ts';
import { SandboxDriver } from './sandbox/sandbox-driver.ts';

export type DriverDeps = {
  /** Durable: VM folders and, unless `imagesFolder` is given, images. */
  readonly stateFolder: string;
  /** For sockets; short, and best on a tmpfs. */
  readonly runtimeFolder: string;
  /** Default: `<stateFolder>/images`. */
  readonly imagesFolder?: string;
  /** The guest agent's single executable for this machine's platform. */
  readonly guestExecutable: string;
};

/** Every driver that this platform could have; `facts()` says which of them are ready. */
export function createDrivers(deps: DriverDeps): HypervisorDriver[] {
  return [
    new SandboxDriver({
      vmsFolder: join(deps.stateFolder, 'sandbox'),
      runtimeFolder: join(deps.runtimeFolder, 'sandbox'),
      guestExecutable: deps.guestExecutable,
    }),
    new QemuDriver({
      folder: join(deps.stateFolder, 'qemu'),
      runtimeFolder: join(deps.runtimeFolder, 'qemu'),
      imagesFolder: deps.imagesFolder ?? join(deps.stateFolder, 'images'),
    }),
  ];
}
