/**
 * Moves a VM to another Hyper-V host by `Move-VM`, with all its files, while it runs or is off. It keeps its id and its notes,
 * by which the host agent there knows it (`match-vms.ts`). Hyper-V refuses, before anything is moved, what the other host
 * does not allow or does not have.
 */

import { rm } from 'node:fs/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { VmDestination } from '@busbar/shared/jobs/vm-move';
import type { Progress } from '../driver.ts';
import type { HostMove, HostMoving } from '../host-moving.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { patience } from '../vms/patience.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { call, vmOf } from './call.ts';
import { removeFolder } from './delete-vm.ts';
import { disksOfChains } from './disk-chain.ts';
import { isSamePath, pathKey } from './file-path.ts';
import type { CmdletParameters, HypervHost } from './hyperv-host.ts';
import { foreignDiscsOf, mediaOf } from './media.ts';
import {
  CompatibilityResult,
  type Incompatibility,
  parseResult,
  parseResults,
  SecurityResult,
  VmHostResult,
  type VmSummary,
} from './results.ts';
import { untilSettled } from './until-settled.ts';
import type { VmFolders } from './vm-folders.ts';
import type { VmInventory } from './vm-inventory.ts';
import { filesLeftIn } from './vm-leftovers.ts';
import type { VmRecords } from './vm-records.ts';

export type HypervHostMovingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly folders: VmFolders;
  readonly records: VmRecords;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** The job has a deadline of its own. */
const moveTimeoutMs = 24 * 60 * 60_000;

export class HypervHostMoving implements HostMoving {
  readonly #deps: HypervHostMovingDeps;

  constructor(deps: HypervHostMovingDeps) {
    this.#deps = deps;
  }

  async check(vmId: string, to: VmDestination, signal: AbortSignal): Promise<HostMove> {
    checkVmId(vmId);
    const { host, inventory, folders } = this.#deps;
    const vm = await inventory.get(vmId, signal);
    requireStill(vm);
    await this.#requireEnabled(to, signal);
    await this.#requirePlainKeys(vm, signal);
    const disks = await disksOfChains(host, vm, signal);
    const bytes = disks.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    requireRoom(to, bytes);
    await this.#requireCompatible(vm, to, signal);
    const attached = vm.HardDrives.map(({ Path }) => Path ?? '');
    const parents = disks
      .map(({ path }) => path)
      .filter((path) => folders.isOurs(vmId, path) && !attached.some((each) => isSamePath(each, path)));
    return { bytes, parents };
  }

  async move(vmId: string, to: VmDestination, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.#deps.turns.run(vmId, async () => {
      if (!(await this.isHere(vmId, signal))) return;
      const { bytes } = await this.check(vmId, to, signal);
      const { Id } = await this.#deps.inventory.get(vmId, signal);
      const onProgress = (percent: number): void => progress(Math.round((percent / 100) * bytes), bytes);
      try {
        await this.#deps.host.work(
          { ...call('Move-VM', journeyOf(Id, to)), asJob: true },
          { signal, timeoutMs: moveTimeoutMs, onProgress },
        );
      } catch (thrown) {
        throw explain(thrown, to);
      }
      progress(bytes, bytes);
    });
  }

  async isHere(vmId: string, signal: AbortSignal): Promise<boolean> {
    checkVmId(vmId);
    const { inventory } = this.#deps;
    await untilSettled(inventory, vmId, signal);
    return (await inventory.find(vmId, signal)) !== null;
  }

  letGo(vmId: string, parents: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const { turns, folders, inventory, records } = this.#deps;
    return turns.run(vmId, async () => {
      if (await this.isHere(vmId, signal))
        throw new AppError('precondition-failed', 'The VM is still here: nothing of it was removed.');
      const { all } = await inventory.look(signal);
      const used = new Set(
        all.flatMap(({ HardDrives }) => HardDrives.map(({ Path }) => pathKey(Path ?? ''))),
      );
      for (const path of parents)
        if (folders.isOurs(vmId, path) && !used.has(pathKey(path))) await rm(path, patience);
      const kept: string[] = [];
      // The records are in the first, which goes last.
      for (const store of [...folders.places.values()].toReversed()) {
        const left = await filesLeftIn(store.pathOf(vmId));
        if (left.length === 0) await removeFolder(store, vmId);
        kept.push(...left);
      }
      if (kept.length > 0) await records.remove(vmId);
      records.forget(vmId);
      return kept;
    });
  }

  async #requireEnabled({ hostName }: VmDestination, signal: AbortSignal): Promise<void> {
    const { host } = this.#deps;
    const [machine] = parseResults(VmHostResult, await host.query(call('Get-VMHost', {}, 'VMHost'), signal));
    if (machine?.VirtualMachineMigrationEnabled === false)
      refuse(
        `Live migration is not enabled on ${machine.Name}.`,
        `Run Enable-VMMigration there and on ${hostName}, as an administrator.`,
      );
    // It wants a person who has signed in here.
    if (machine?.VirtualMachineMigrationAuthenticationType === 'CredSSP')
      refuse(
        `Live migration of ${machine.Name} authenticates by CredSSP, which services cannot.`,
        `Run Set-VMHost -VirtualMachineMigrationAuthenticationType Kerberos there and on ${hostName}.`,
      );
  }

  /** What both hypervisors together know: switches, processors, versions, files. */
  async #requireCompatible(vm: VmSummary, to: VmDestination, signal: AbortSignal): Promise<void> {
    const asked = call('Compare-VM', journeyOf(vm.Id, to), 'VMCompatibilityReport');
    const results = await this.#deps.host.work(asked, { signal }).catch((thrown: unknown) => {
      throw explain(thrown, to);
    });
    const lacks = parseResults(CompatibilityResult, results).flatMap((report) => report.Incompatibilities);
    if (lacks.length === 0) return;
    refuse(
      `“${vm.Name}” cannot go to ${to.hostName}: ${lacks.map(({ Message }) => Message).join(' ')}`,
      [...new Set(lacks.map((lack) => remedyOf(lack, to)))].join(' '),
    );
  }

  /** A local key protector opens on its own host only. */
  async #requirePlainKeys(vm: VmSummary, signal: AbortSignal): Promise<void> {
    const asked = call('Get-VMSecurity', { VM: vmOf(vm.Id) }, 'VMSecurity');
    const { TpmEnabled } = parseResult(SecurityResult, await this.#deps.host.query(asked, signal));
    if (TpmEnabled === true)
      refuse(
        `“${vm.Name}” has a TPM, whose key opens on this host only.`,
        'Export it here and import it there, where it gets another TPM.',
      );
  }
}

const journeyOf = (hypervId: string, { machine, folder }: VmDestination): CmdletParameters => ({
  VM: vmOf(hypervId),
  DestinationHost: machine,
  IncludeStorage: true,
  DestinationStoragePath: folder,
});

/** As Microsoft's pages on Compare-VM and Import-VM have it; of other numbers none is documented. */
const noSuchSwitch = 33_012;

const remedyOf = ({ MessageId }: Incompatibility, { hostName }: VmDestination): string =>
  MessageId === noSuchSwitch
    ? `Make a switch of that name on ${hostName}, or take the VM's adapter off it.`
    : `Change that on ${hostName} or of the VM; where it is about processors, shut the VM down and run Set-VMProcessor -CompatibilityForMigrationEnabled $true.`;

function refuse(message: string, remedy: string): never {
  throw new AppError('precondition-failed', message, {
    userMessage: `${message} ${remedy} Nothing was moved.`,
  });
}

function requireStill(vm: VmSummary): void {
  if (vm.State !== 'Running' && vm.State !== 'Off')
    refuse(`“${vm.Name}” is ${vm.State}.`, 'It is moved while it runs or is off.');
  const discs = [...mediaOf(vm).map(({ path }) => path), ...foreignDiscsOf(vm)];
  if (discs.length > 0)
    refuse(
      `“${vm.Name}” has a disc in a drive: ${discs.join(', ')}.`,
      'The other host has no such file: eject it first.',
    );
}

function requireRoom({ hostName, freeBytes }: VmDestination, bytes: number): void {
  if (freeBytes >= bytes) return;
  const gibibytes = (count: number): string => `${(count / 2 ** 30).toFixed(1)} GiB`;
  throw new AppError(
    'insufficient-storage',
    `${hostName} has ${gibibytes(freeBytes)} free; ${gibibytes(bytes)} are needed.`,
    {
      userMessage: `Not enough disk space on ${hostName}: ${gibibytes(freeBytes)} free, ${gibibytes(bytes)} needed. Nothing was moved.`,
    },
  );
}

/** Hyper-V's own words say what the other host lacks; where they are about rights, what those are. */
function explain(thrown: unknown, { hostName }: VmDestination): unknown {
  const error = toAppError(thrown);
  if (error.code === 'cancelled' || error.details.identifier === undefined) return thrown;
  const remedy =
    error.code === 'forbidden'
      ? `Add the computer account of this host to the group Hyper-V Administrators of ${hostName}, and set VirtualMachineMigrationAuthenticationType to Kerberos on both (Set-VMHost).`
      : `On ${hostName} there must be live migration, switches of the same names, room, memory and processors of the same maker.`;
  return new AppError(error.code, error.message, {
    userMessage: `Hyper-V did not move the VM: ${error.message} ${remedy} The VM is where it was.`,
    details: error.details,
    cause: thrown,
  });
}
