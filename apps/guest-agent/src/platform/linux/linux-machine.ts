import { randomUUID } from 'node:crypto';
import type { Machine, MachineOptions } from '../machine.ts';
import { readBootFacts } from './boot-facts.ts';
import { linuxSystem } from './linux-system.ts';
import { linuxPower, sandboxPower } from './power.ts';

export async function linuxMachine(options: MachineOptions): Promise<Machine> {
  const { root, executable, isSandbox, log, exit } = options;
  const ownUid = process.geteuid?.() ?? 0;
  return {
    system: linuxSystem({ root, ownUid, executable, isSandbox }),
    boot: await readBootFacts({
      root,
      isSandbox,
      newId: randomUUID,
      sinceStartMs: () => performance.now() - options.startedAtMs,
    }),
    power: isSandbox ? sandboxPower(exit) : linuxPower({ ownUid, log }),
  };
}
