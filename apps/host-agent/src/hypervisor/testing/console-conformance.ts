/** What every driver must do that declares the abilities `serial`, `screen` and `keyboard`. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesOfChord } from '../consoles/key-codes.ts';
import { type Chord, type HasKeyboard, keyboardOf } from '../consoles/keyboard.ts';
import { type HasScreen, screenOf } from '../consoles/screen.ts';
import { type HasSerial, serialOf } from '../consoles/serial.ts';
import { sizeOfPng } from '../consoles/write-png.ts';
import type { HypervisorDriver } from '../driver.ts';
import { type DriverFixture, driverUnderTest } from './driver-under-test.ts';

type ConsoleDriver = HypervisorDriver & HasKeyboard & HasScreen & HasSerial;

/** Its guests send back what comes over their serial line. */
export type ConsoleFixture = DriverFixture<ConsoleDriver> & {
  /** Runs `press`, and tells the scan codes that the machine then got, as many as are expected. */
  readonly scanCodesOf: (
    driver: ConsoleDriver,
    vmId: string,
    count: number,
    press: () => Promise<void>,
  ) => Promise<readonly number[]>;
};

const chords: readonly Chord[] = [['KeyA'], ['ControlLeft', 'AltLeft', 'F2'], ['NumpadEnter'], ['ArrowUp']];

export function consoleConformance(name: string, makeFixture: () => Promise<ConsoleFixture>): void {
  describe(`${name} as a driver with consoles`, () => {
    let fixture: ConsoleFixture;
    const subject = driverUnderTest(async () => {
      fixture = await makeFixture();
      return fixture;
    });
    const { signal } = subject;
    let driver: ConsoleDriver;
    beforeAll(() => {
      ({ driver } = subject);
    });

    test('carries bytes over the serial line both ways, to one at a time', async () => {
      const { vmId } = await subject.started();
      const serial = serialOf(driver);
      const line = await serial.open(vmId, signal);
      await expectEcho(line, 'first');
      await expect(serial.open(vmId, signal)).rejects.toMatchObject({ code: 'conflict' });
      line.destroy();
      await once(line, 'close');
      const again = await serial.open(vmId, signal);
      await expectEcho(again, 'again');
      again.destroy();
    });

    test('ends the line with the VM’s power, and has it after the next start', async () => {
      const { vmId } = await subject.started();
      const line = await driver.serial.open(vmId, signal);
      const closed = once(line.resume(), 'close');
      await driver.powerOff(vmId, signal);
      await closed;
      await driver.start(vmId, signal);
      const again = await driver.serial.open(vmId, signal);
      await expectEcho(again, 'again');
      again.destroy();
    });

    test('shows the screen as a PNG', async () => {
      const { vmId } = await subject.started();
      const { png, width, height } = await screenOf(driver).capture(vmId, signal);
      expect(sizeOfPng(png)).toEqual({ width, height });
      expect(width).toBeGreaterThanOrEqual(320);
      expect(height).toBeGreaterThanOrEqual(200);
    });

    test('presses keys, each with the codes of a PC keyboard', async () => {
      const { vmId } = await subject.started();
      const expected = chords.flatMap(bytesOfChord);
      const press = () => keyboardOf(driver).press(vmId, chords, signal);
      expect(await fixture.scanCodesOf(driver, vmId, expected.length, press)).toEqual(expected);
    });

    test('goes on after a restart of the host agent', async () => {
      const { vmId } = await subject.started();
      driver = await subject.restart();
      const line = await driver.serial.open(vmId, signal);
      await expectEcho(line, 'hello');
      line.destroy();
      expect((await driver.screen.capture(vmId, signal)).png.length).toBeGreaterThan(0);
    });

    test.each([
      ['off', 'precondition-failed', async () => (await subject.create()).vmId],
      ['not there', 'not-found', async () => subject.specification().vmId],
    ])('refuses a VM that is %s', async (_, code, vmIdOf) => {
      const vmId = await vmIdOf();
      await expect(driver.serial.open(vmId, signal)).rejects.toMatchObject({ code });
      await expect(driver.screen.capture(vmId, signal)).rejects.toMatchObject({ code });
      await expect(driver.keyboard.press(vmId, [['Enter']], signal)).rejects.toMatchObject({ code });
    });

    test('refuses more keys than anybody types', async () => {
      const { vmId } = await subject.create();
      const many = Array.from({ length: 513 }, (): Chord => ['KeyA']);
      for (const refused of [many, [[]]]) {
        await expect(driver.keyboard.press(vmId, refused, signal)).rejects.toMatchObject({
          code: 'invalid-input',
        });
      }
    });
  });
}

/** A guest that has only just started may not listen yet: it is told again. */
async function expectEcho(line: Duplex, text: string): Promise<void> {
  let heard = '';
  const timer = setInterval(() => line.write(text), 100);
  line.write(text);
  try {
    for await (const chunk of line.iterator({ destroyOnReturn: false })) {
      heard += String(chunk);
      if (heard.includes(text)) return;
    }
    throw new Error(`The line ended after ${JSON.stringify(heard.slice(-200))}.`);
  } finally {
    clearInterval(timer);
  }
}
