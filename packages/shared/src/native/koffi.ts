/**
 * The one place that loads koffi (the foreign-function interface). Everything else in this folder goes through
 * `koffi()`; nothing outside this folder knows it. Loading is lazy, so a program that never needs it does not
 * pay for it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants as osConstants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';

export type Koffi = typeof import('koffi');
export type KoffiLoader = () => Koffi;

const state: { koffi: Koffi | null; load: KoffiLoader } = { koffi: null, load: () => loadInstalled() };

/**
 * Replaces how koffi is found, before its first use. A single executable calls it with
 * `() => loadKoffiFrom(new Uint8Array(sea.getRawAsset('koffi.node')))`: bundled koffi cannot find its add-on.
 */
export function setKoffiLoader(load: KoffiLoader): void {
  state.load = load;
  state.koffi = null;
}

/** @throws `unavailable` where koffi has no build for this platform. */
export function koffi(): Koffi {
  if (state.koffi !== null) return state.koffi;
  try {
    state.koffi = state.load();
    return state.koffi;
  } catch (cause) {
    throw new AppError('unavailable', `The native interface (koffi) cannot be loaded: ${cause}`, { cause });
  }
}

// A bundle in CommonJS has no import.meta.url; it must use setKoffiLoader, so any absolute file will do.
function loadInstalled(): Koffi {
  return createRequire(import.meta.url ?? join(process.cwd(), 'x.js'))('koffi') as Koffi;
}

/** Loads koffi's add-on from its bytes: writes it to a private folder (0700), opens it, removes it again. */
export function loadKoffiFrom(addon: Uint8Array): Koffi {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-native-'));
  try {
    const file = join(folder, 'koffi.node');
    writeFileSync(file, addon, { mode: 0o700, flag: 'wx' });
    return loadKoffiFile(file);
  } finally {
    // Linux keeps the mapping of a removed file. (Windows does not let it be removed: see `loadKoffiFile`.)
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads koffi's add-on from where it is: on Windows, beside the executable, in a folder that only administrators may change. */
export function loadKoffiFile(path: string): Koffi {
  const holder: { exports: unknown } = { exports: {} };
  // Windows has no RTLD flags; there the number is not looked at.
  process.dlopen(holder as NodeJS.Module, path, osConstants.dlopen?.RTLD_NOW ?? 0);
  return holder.exports as Koffi;
}
