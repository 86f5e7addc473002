import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './stack/find-chromium.ts';

const folder = join(import.meta.dirname, 'tests');
/** A worker keeps its stack from one file to the next where both want the same; so those that want another come last. */
const onHyperv = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.ts'))
  .filter((name) => readFileSync(join(folder, name), 'utf8').includes("from './hyperv-fixtures.ts'"));

/**
 * Two browsers, each with a stack of its own: tests wait most of their time, and one alone keeps one of two cores busy.
 * A retry is allowed once and reported as a flake. Tests wait for the product's own events and visible text, never for
 * a fixed time.
 */
export default defineConfig({
  testDir: folder,
  projects: [
    { name: 'sandbox', testIgnore: onHyperv },
    { name: 'hyperv', testMatch: onHyperv },
  ],
  workers: 2,
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  outputDir: '../test-results',
  reporter: [['list'], ['../scripts/test/playwright-reporter.mjs']],
  use: {
    viewport: { width: 1280, height: 800 },
    // Recording every test takes a third of the processor time of the whole stage.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
