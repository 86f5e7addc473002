/**
 * A VM's serial line, screen and keyboard as Hyper-V gives them: COM 1 as a named pipe, whose other end is the VM; the
 * picture that Hyper-V Manager shows; and the keyboard of WMI. None of them waits for other work with the VM, since they
 * are for looking into a VM with which something is wrong.
 */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { bytesOfChord, type KeyCode } from '../consoles/key-codes.ts';
import { type Chord, checkChords, type Keyboard } from '../consoles/keyboard.ts';
import type { Screen, ScreenImage } from '../consoles/screen.ts';
import { requireRunning, type Serial } from '../consoles/serial.ts';
import { SerialLines } from '../consoles/serial-lines.ts';
import { pngOfRgb565 } from '../consoles/write-png.ts';
import { call, vmOf } from './call.ts';
import type { HypervHost } from './hyperv-host.ts';
import { powerOfState } from './power-of-state.ts';
import { parseResult } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

/** Connects to the pipe of a VM's COM port. Errors: `guest-unreachable`, `conflict`. */
export type DialSerial = (
  port: { readonly hypervId: string; readonly pipe: string },
  signal: AbortSignal,
) => Promise<Socket>;

export type HypervConsolesDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly dialSerial: DialSerial;
};

const ComPort = z.object({ Path: z.string().nullish() });
const Picture = z.object({
  Width: z.number().int().min(1).max(4096),
  Height: z.number().int().min(1).max(4096),
  Rgb565: z.base64(),
});
/** Of this machine, and no server's: a VM's settings may name any. */
const localPipe = /^\\\\\.\\pipe\\[^\\]{1,240}$/i;
/** Codes that one call sends; a chord is never cut. */
const codesOfCall = 64;

export class HypervConsoles implements Serial, Screen, Keyboard {
  readonly #deps: HypervConsolesDeps;
  readonly #lines = new SerialLines();

  constructor(deps: HypervConsolesDeps) {
    this.#deps = deps;
  }

  async open(vmId: string, signal: AbortSignal): Promise<Socket> {
    const { host, dialSerial } = this.#deps;
    const hypervId = await this.#running(vmId, signal);
    return this.#lines.open(vmId, async () => {
      const question = call('Get-VMComPort', { VM: vmOf(hypervId), Number: 1 }, 'VMComPort');
      const pipe = parseResult(ComPort, await host.query(question, signal)).Path ?? '';
      if (!localPipe.test(pipe)) throw noPort(pipe);
      const socket = await dialSerial({ hypervId, pipe }, signal);
      // The VM's end of the line: there is nothing to write to any more.
      socket.once('end', () => socket.destroy());
      return socket;
    });
  }

  async capture(vmId: string, signal: AbortSignal): Promise<ScreenImage> {
    const VMId = await this.#running(vmId, signal);
    const question = call('Get-BusbarScreen', { VMId }, 'BusbarScreen');
    const { Width, Height, Rgb565 } = parseResult(Picture, await this.#deps.host.query(question, signal));
    const pixels = Buffer.from(Rgb565, 'base64');
    if (pixels.length !== Width * Height * 2) {
      throw new AppError('bad-peer', `A screen of ${Width} x ${Height} has ${pixels.length} bytes.`);
    }
    return { width: Width, height: Height, png: pngOfRgb565(pixels, Width, Height) };
  }

  async press(vmId: string, chords: readonly Chord[], signal: AbortSignal): Promise<void> {
    checkChords(chords);
    const VMId = await this.#running(vmId, signal);
    for (const typed of callsOf(chords)) {
      await this.#deps.host.work(call('Send-BusbarKey', { VMId, ...typed }), { signal });
    }
  }

  async #running(vmId: string, signal: AbortSignal): Promise<string> {
    const { Id, State } = await this.#deps.inventory.get(vmId, signal);
    requireRunning(powerOfState(State));
    return Id;
  }
}

type Typed = { readonly ScanCodes: readonly number[] } | { readonly CtrlAltDel: true };

const secureAttention: readonly KeyCode[] = ['ControlLeft', 'AltLeft', 'Delete'];

/** What to send, in few calls. Hyper-V has a method of its own for Ctrl+Alt+Del. Pure. */
export function callsOf(chords: readonly Chord[]): readonly Typed[] {
  const typed: Typed[] = [];
  let codes: readonly number[] = [];
  const flush = (): void => {
    if (codes.length > 0) typed.push({ ScanCodes: codes });
    codes = [];
  };
  for (const chord of chords) {
    if (chord.length === secureAttention.length && secureAttention.every((key) => chord.includes(key))) {
      flush();
      typed.push({ CtrlAltDel: true });
      continue;
    }
    const bytes = bytesOfChord(chord);
    if (codes.length + bytes.length > codesOfCall) flush();
    codes = [...codes, ...bytes];
  }
  flush();
  return typed;
}

const noPort = (pipe: string): AppError =>
  new AppError('precondition-failed', `COM 1 of the VM is ${pipe === '' ? 'not connected' : pipe}.`, {
    userMessage:
      'This VM’s COM 1 is not connected to a named pipe of its host. On the host run: Set-VMComPort -VMName <name> -Number 1 -Path \\\\.\\pipe\\<any name>',
  });
