/** Many hosts and VMs as rows of the database, where making them for real would take days. */
import { openDatabase } from '@busbar/db/open-database';
import type { Stack } from '../../e2e/stack/stack.ts';

const hostCount = 200;
/** SQLite takes 32,766 values in one statement. */
const chunkSize = 500;

const idOf = (prefix: string, number: number): string =>
  `${prefix}-0000-7000-8000-${String(number).padStart(12, '0')}`;
const hostIdOf = (number: number): string => idOf('018f0001', number % hostCount);

const states = ['running', 'running', 'running', 'stopped', 'failed'] as const;

/** Written while the control plane is down. */
export async function addLargeFleet(stack: Stack, vmCount: number): Promise<void> {
  await stack.stopControl();
  const database = await openDatabase({
    file: `${stack.folder}/data/busbar.db`,
    backupsFolder: `${stack.folder}/data/backups`,
  });
  const hosts = Array.from({ length: hostCount }, (_, number) => hostRow(number));
  const vms = Array.from({ length: vmCount }, (_, number) => vmRow(number));
  await database.write((transaction) => transaction.host.createMany({ data: hosts }));
  for (let start = 0; start < vms.length; start += chunkSize) {
    const data = vms.slice(start, start + chunkSize);
    await database.write((transaction) => transaction.vm.createMany({ data }));
  }
  await database.close();
  await stack.startControl();
}

function hostRow(number: number) {
  const id = hostIdOf(number);
  const name = `host-${String(number).padStart(3, '0')}`;
  return {
    id,
    name,
    state: 'offline',
    publicKey: id,
    sealingKey: id,
    agentVersion: '0.1.0',
    os: 'Debian 12',
  };
}

function vmRow(number: number) {
  const name = `vm-${String(number).padStart(5, '0')}`;
  const state = states[number % states.length] ?? 'running';
  return {
    id: idOf('018f0002', number),
    name,
    liveName: name,
    hostId: hostIdOf(number),
    state,
    driver: 'sandbox',
    image: 'debian-12',
    templateName: `Template ${number % 7}`,
    templateVersion: 1,
    cpuCount: 1 + (number % 8),
    memoryMb: 512 * (1 + (number % 16)),
    diskGb: 10 + (number % 90),
    tags: JSON.stringify([`rack-${number % 40}`, number % 2 === 0 ? 'web' : 'data']),
    addresses: JSON.stringify([`10.${number % 200}.${(number >> 8) % 256}.${number % 256}`]),
    bootedAt: state === 'running' ? new Date(Date.now() - number * 60_000) : null,
  };
}
