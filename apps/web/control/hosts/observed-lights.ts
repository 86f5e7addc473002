import type { ChannelLight, NetworkLight } from '@busbar/shared/domain/lights';
import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';

/** Interfaces that never carry a VM's own network. */
const isLoopbackName = (name: string): boolean => name === 'lo' || /^loopback/i.test(name);

/** The network light as the guest's agent sees it from inside; nobody can look through a channel that is down. */
export function networkLight(channel: ChannelLight, heartbeat: GuestHeartbeat | null): NetworkLight {
  if (channel !== 'up' || heartbeat === null) return 'unknown';
  const devices = heartbeat.interfaces.filter(({ name }) => !isLoopbackName(name));
  if (devices.length === 0) return 'none';
  const hasAddress = devices.some(({ isUp, addresses }) => isUp && addresses.some(isRoutable));
  return hasAddress && heartbeat.hasDefaultRoute === true ? 'up' : 'down';
}

const isRoutable = (address: string): boolean => !/^(127\.|169\.254\.|::1|fe80:)/i.test(address);

/** Addresses worth showing, in the order of the guest. */
export function shownAddresses(heartbeat: GuestHeartbeat | null): readonly string[] {
  if (heartbeat === null) return [];
  return heartbeat.interfaces
    .filter(({ name }) => !isLoopbackName(name))
    .flatMap(({ addresses }) => addresses.filter(isRoutable))
    .slice(0, 32);
}
