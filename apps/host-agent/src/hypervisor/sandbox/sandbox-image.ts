import { readFile } from 'node:fs/promises';
import type { HostImage } from '@busbar/shared/protocol/host-facts';

export const sandboxImageName = 'sandbox-default';

/** What a folder of a new sandbox takes on the disk, measured: 1–3 MB; the rest is this machine's /usr. */
export const sandboxDiskBytes = 16 * 1024 * 1024;

export async function sandboxImage(): Promise<HostImage> {
  // A distribution need not have the file: it is called Linux then.
  const os = osName(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  return {
    name: sandboxImageName,
    driver: 'sandbox',
    title: `Namespaces of this machine: ${os}`.slice(0, 256),
    os,
    sizeBytes: sandboxDiskBytes,
    sha256: null,
    hasCloudInit: false,
    notes:
      'No hypervisor and no network; programs come from this machine’s /usr, read-only. The seed is applied by a small applier that is not cloud-init.',
  };
}

/** PRETTY_NAME of os-release(5); "Linux" where there is none. */
export function osName(osRelease: string): string {
  return (/^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease)?.[1] ?? 'Linux').slice(0, 200);
}
