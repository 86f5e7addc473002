import { posix, win32 } from 'node:path';
import { ownPlace, PlaceName } from '@busbar/shared/domain/place';
import { AppError } from '@busbar/shared/errors/app-error';

/** What a host tells has room for them and its own. */
const placeLimit = 63;

export type PlacesSetting = {
  /** Name of the variable, for people. */
  readonly variable: string;
  readonly text: string | undefined;
  readonly platform: NodeJS.Platform;
};

/** `nas=/mnt/nas/busbar;usb=/mnt/usb/busbar`: absolute paths by the names that people choose among. @throws `invalid-input` */
export function readPlaces({ variable, text, platform }: PlacesSetting): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const { isAbsolute } = platform === 'win32' ? win32 : posix;
  for (const entry of (text ?? '').split(';').map((each) => each.trim())) {
    if (entry === '') continue;
    const [name = '', ...rest] = entry.split('=');
    const path = rest.join('=').trim();
    const place = PlaceName.safeParse(name.trim());
    if (!place.success || place.data === ownPlace || places.has(place.data))
      throw refused(variable, entry, `“${name}” is no name, or one that is taken.`);
    if (!isAbsolute(path)) throw refused(variable, entry, `“${path}” is no whole path.`);
    places.set(place.data, path);
  }
  if (places.size > placeLimit) throw refused(variable, '', `It has more than ${placeLimit} folders.`);
  return places;
}

const refused = (variable: string, entry: string, why: string): AppError =>
  new AppError(
    'invalid-input',
    `${variable} is not understood at “${entry}”: ${why} Give name=path, with ; between several.`,
  );
