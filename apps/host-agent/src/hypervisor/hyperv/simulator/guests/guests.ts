/** What runs in a simulated VM: nothing at all, for scale tests, or a real guest (`sandbox-guests.ts`). */
import type { Vm } from '../state/model.ts';

/** Asked only for VMs in a fitting state; every method may be called twice. */
export interface Guests {
  /** Whether this VM's guest is a real one, that answers for itself. */
  isReal(vm: Vm): boolean;
  start(vm: Vm): Promise<void>;
  /** Cuts the power. */
  cut(vm: Vm): Promise<void>;
  freeze(vm: Vm): Promise<void>;
  thaw(vm: Vm): Promise<void>;
  /** Whether the guest has been asked and agreed. */
  askToShutDown(vm: Vm): Promise<boolean>;
  waitUntilOff(vm: Vm, deadlineMs: number): Promise<boolean>;
  /** What its integration service and its programs have written for the host, by name. */
  kvp(vm: Vm): Promise<Readonly<Record<string, string>>>;
  /** A disc was put in or taken out. */
  mediaChanged(vm: Vm): Promise<void>;
  /** From another simulated host, with all that it wrote, as it is: a guest that runs is not started anew. */
  takeOver(vm: Vm, from: Guests): Promise<void>;
  /** Forgets the guest with all that it wrote. */
  remove(vm: Vm): Promise<void>;
  /** Whether the guest still runs, after the simulator itself was restarted. */
  isRunning(vm: Vm): Promise<boolean>;
  close(): Promise<void>;
}

/** Guests that are nothing but their VM's state; they do at once what they are asked. */
export const noGuests: Guests = {
  isReal: () => false,
  start: async () => undefined,
  cut: async () => undefined,
  freeze: async () => undefined,
  thaw: async () => undefined,
  askToShutDown: async () => true,
  waitUntilOff: async () => true,
  kvp: async () => ({}),
  mediaChanged: async () => undefined,
  takeOver: async () => undefined,
  remove: async () => undefined,
  isRunning: async (vm) => vm.state === 'Running',
  close: async () => undefined,
};
