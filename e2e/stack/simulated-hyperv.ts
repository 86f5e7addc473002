/** A simulated Hyper-V, with an image, that a stack's host agent can be pointed at; and a person at Hyper-V Manager. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { CmdletParameters } from '../../apps/host-agent/src/hypervisor/hyperv/hyperv-host.ts';
import { standInCommand } from '../../apps/host-agent/src/hypervisor/hyperv/powershell/host-command.ts';
import { PowerShellHost } from '../../apps/host-agent/src/hypervisor/hyperv/powershell/powershell-host.ts';
import { controlSimulator } from '../../apps/host-agent/src/hypervisor/hyperv/simulator/control-simulator.ts';
import type { Fault } from '../../apps/host-agent/src/hypervisor/hyperv/simulator/daemon/faults.ts';
import { buildGuest } from '../../apps/host-agent/src/hypervisor/testing/guest-executable.ts';
import {
  makeSimulatedImage,
  makeSimulatedWindows,
} from '../../apps/host-agent/src/hypervisor/testing/simulated-image.ts';

const sourceOf = (name: string): string =>
  fileURLToPath(new URL(`../../apps/host-agent/src/hypervisor/hyperv/simulator/${name}`, import.meta.url));
/** Installer and all, but no executable, which only a Windows could run. */
const packagedGuest = fileURLToPath(new URL('../../packaging/windows-guest/', import.meta.url));
const hostName = 'h1';
const callMs = 30_000;
const socketOf = (folder: string): string => join(folder, 'sim.sock');

type FaultInput = z.input<typeof Fault>;
type Vm = { readonly Id: string; readonly Name: string; readonly State: string; readonly Notes: string };

export class SimulatedHyperv {
  readonly imagesFolder: string;
  /** A place for files of VMs that the host names `fast`. */
  readonly fastFolder: string;
  /** For the host agent. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #socket: string;
  /** Of a stand-in for PowerShell but for the host's name. */
  readonly #command: readonly string[];
  readonly #process: ChildProcess;
  readonly #host: PowerShellHost;

  private constructor(folder: string, process: ChildProcess, command: readonly string[]) {
    this.#folder = folder;
    this.#socket = socketOf(folder);
    this.#process = process;
    this.#command = command;
    this.#host = new PowerShellHost({ command: standInCommand([...command, hostName]) });
    this.imagesFolder = join(folder, 'images');
    this.fastFolder = join(folder, 'fast');
    mkdirSync(this.fastFolder);
    const windowsGuest = join(folder, 'win-x64');
    cpSync(packagedGuest, windowsGuest, { recursive: true });
    this.environment = {
      ...this.#environmentOf(hostName),
      BUSBAR_IMAGES: this.imagesFolder,
      BUSBAR_WINDOWS_GUEST: windowsGuest,
      BUSBAR_VM_FOLDERS: `fast=${this.fastFolder};gone=${join(folder, 'not-mounted')}`,
    };
  }

  /** For the host agent of one more host of this simulator, without an image; both let VMs come and go from now on. */
  async addHost(name: string): Promise<Readonly<Record<string, string>>> {
    for (const host of [hostName, name])
      await controlSimulator(this.#socket, { kind: 'set-migration', host, isEnabled: true });
    const images = join(this.#folder, `images-${name}`);
    mkdirSync(images);
    return { ...this.#environmentOf(name), BUSBAR_IMAGES: images, BUSBAR_VM_FOLDERS: '' };
  }

  #environmentOf(host: string): Readonly<Record<string, string>> {
    return {
      BUSBAR_HYPERV_HOST_COMMAND: JSON.stringify([...this.#command, host]),
      BUSBAR_HYPERV_CHANNELS: join(this.#folder, 'sim', host),
    };
  }

  static async start(): Promise<SimulatedHyperv> {
    const folder = mkdtempSync(join(tmpdir(), 'bb-hv-'));
    const socket = socketOf(folder);
    const options = ['--listen', socket, '--state', join(folder, 'sim'), '--guest', await buildGuest()];
    const child = spawn(process.execPath, [sourceOf('main.ts'), ...options, '--guests-on-exit', 'end'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const standIn = [process.execPath, sourceOf('stand-in.ts'), '--socket', socket, '--host'];
    const simulated = new SimulatedHyperv(folder, child, standIn);
    await makeSimulatedImage(simulated.#host, join(folder, 'images'));
    return simulated;
  }

  /** Beside the other image; its host tells of it when it is greeted anew. */
  makeWindowsImage(): Promise<void> {
    return makeSimulatedWindows(this.#host, this.imagesFolder);
  }

  /** What somebody at Hyper-V Manager does. */
  async person(cmdlet: string, vmId: string, parameters: CmdletParameters = {}): Promise<void> {
    const { Id } = await this.vm(vmId);
    const VM = { $from: { cmdlet: 'Get-VM', parameters: { Id } } };
    const call = { cmdlet, parameters: { VM, ...parameters }, select: null };
    await this.#host.work(call, { signal: AbortSignal.timeout(callMs) });
  }

  /** What its guest writes for Hyper-V, beside what it writes by itself. */
  async guestSays(vmId: string, kvp: Readonly<Record<string, string>>): Promise<void> {
    const { Id } = await this.vm(vmId);
    await controlSimulator(this.#socket, { kind: 'set-guest', host: hostName, vmId: Id, kvp });
  }

  /** From now on nobody reaches the guest's agent who has not reached it before. */
  async hideAgent(vmId: string): Promise<void> {
    const { Id } = await this.vm(vmId);
    rmSync(join(this.#folder, 'sim', hostName, Id, 'agent.sock'));
  }

  /** Faults of its cmdlets from now on, in place of earlier ones. */
  setFaults(...faults: FaultInput[]): Promise<void> {
    return controlSimulator(this.#socket, { kind: 'set-faults', host: hostName, faults });
  }

  /** Names of the VM's checkpoints. */
  async checkpoints(vmId: string): Promise<readonly string[]> {
    const found = await this.#partsOf(vmId, 'Get-VMSnapshot', 'VMSnapshot');
    return (found as { Name: string }[]).map(({ Name }) => Name);
  }

  /** Paths of the discs in its drives. */
  async discs(vmId: string): Promise<readonly string[]> {
    const found = await this.#partsOf(vmId, 'Get-VMDvdDrive', 'VMDvdDrive');
    return (found as { Path: string | null }[]).flatMap(({ Path }) => Path ?? []);
  }

  /** As `Get-VMNetworkAdapter` tells those of the VM. */
  async adapters(vmId: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const found = await this.#partsOf(vmId, 'Get-VMNetworkAdapter', 'VMNetworkAdapter');
    return found as Readonly<Record<string, unknown>>[];
  }

  /** As `Get-VMSwitch` tells them. */
  async switches(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const call = { cmdlet: 'Get-VMSwitch', parameters: {}, select: 'VMSwitch' };
    return (await this.#host.query(call, AbortSignal.timeout(callMs))) as Readonly<Record<string, unknown>>[];
  }

  async #partsOf(vmId: string, cmdlet: string, select: string): Promise<readonly unknown[]> {
    const { Id } = await this.vm(vmId);
    const VM = { $from: { cmdlet: 'Get-VM', parameters: { Id } } };
    return this.#host.query({ cmdlet, parameters: { VM }, select }, AbortSignal.timeout(callMs));
  }

  async vm(vmId: string): Promise<Vm> {
    const found = (await this.vms()).find(({ Notes }) => Notes.includes(vmId));
    if (found === undefined) throw new Error(`Hyper-V has no VM with the notes of ${vmId}.`);
    return found;
  }

  async vms(): Promise<readonly Vm[]> {
    const call = { cmdlet: 'Get-VM', parameters: {}, select: 'VirtualMachine' };
    return (await this.#host.query(call, AbortSignal.timeout(callMs))) as readonly Vm[];
  }

  async stop(): Promise<void> {
    await this.#host.close();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
