/** An optional ability of a driver (`screen` in its facts): what a monitor would show, from the firmware on. */
import { AppError } from '@busbar/shared/errors/app-error';

export type ScreenImage = { readonly width: number; readonly height: number; readonly png: Buffer };

/** More than any VM's screen has: 3840 by 2160 and some. */
export const screenPixelLimit = 4096 * 2304;

export interface Screen {
  /** The screen now. Errors: `not-found` (VM); `precondition-failed` unless it runs. */
  capture(vmId: string, signal: AbortSignal): Promise<ScreenImage>;
}

export interface HasScreen {
  readonly screen: Screen;
}

/** @throws `unsupported` for a driver without the ability. */
export function screenOf(driver: object & { readonly name: string }): Screen {
  if ('screen' in driver) return (driver as HasScreen).screen;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver have no screen.`);
}
