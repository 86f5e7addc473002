import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own Chromium; the test script has checked that there is one. */
export function findChromium(): string {
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error(`No Chromium in ${places.join(', ')}: sudo apt-get install chromium`);
  return found;
}
