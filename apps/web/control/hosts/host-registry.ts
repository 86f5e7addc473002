import { AppError } from '@busbar/shared/errors/app-error';
import type { HostLink } from './host-link.ts';

/** The links that are up, at most one per host: a newer one takes the place of an older. */
export class HostRegistry {
  readonly #links = new Map<string, HostLink>();
  readonly #listeners = new Set<(hostId: string) => void>();

  /** From now on this is the host's link; the one before is cut. */
  add(link: HostLink): void {
    const older = this.#links.get(link.hostId);
    this.#links.set(link.hostId, link);
    older?.cut(new AppError('conflict', 'The host has opened a newer link.'));
    for (const listener of this.#listeners) listener(link.hostId);
  }

  /** Forgets this link; false when a newer one has taken its place. */
  remove(link: HostLink): boolean {
    if (this.#links.get(link.hostId) !== link) return false;
    return this.#links.delete(link.hostId);
  }

  isCurrent(link: HostLink): boolean {
    return this.#links.get(link.hostId) === link;
  }

  get(hostId: string): HostLink | null {
    return this.#links.get(hostId) ?? null;
  }

  /** @throws `host-offline` */
  require(hostId: string): HostLink {
    const link = this.get(hostId);
    if (link !== null) return link;
    throw new AppError('host-offline', 'The host of this VM has no link to the control plane.', {
      userMessage:
        "The VM's host is offline, so there is no way to the VM now. It goes on by itself when the host is back.",
    });
  }

  all(): readonly HostLink[] {
    return [...this.#links.values()];
  }

  /** Called whenever a host's link is ready for work. */
  onReady(listener: (hostId: string) => void): void {
    this.#listeners.add(listener);
  }
}
