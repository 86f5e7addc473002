import { posix, win32 } from 'node:path';
import { BackupPlaceName, ownPlace } from '@busbar/shared/domain/backup';
import { AppError } from '@busbar/shared/errors/app-error';

/** The list of `BackupList` has room for them and the host's own. */
const placeLimit = 63;

/** `nas=/mnt/nas/busbar;usb=/mnt/usb/busbar`: absolute paths by the names that people choose among. @throws `invalid-input` */
export function readBackupFolders(
  text: string | undefined,
  platform: NodeJS.Platform,
): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const { isAbsolute } = platform === 'win32' ? win32 : posix;
  for (const entry of (text ?? '').split(';').map((each) => each.trim())) {
    if (entry === '') continue;
    const [name = '', ...rest] = entry.split('=');
    const path = rest.join('=').trim();
    const place = BackupPlaceName.safeParse(name.trim());
    if (!place.success || place.data === ownPlace || places.has(place.data))
      throw refused(entry, `“${name}” is no name, or one that is taken.`);
    if (!isAbsolute(path)) throw refused(entry, `“${path}” is no whole path.`);
    places.set(place.data, path);
  }
  if (places.size > placeLimit) throw refused('', `It has more than ${placeLimit} folders.`);
  return places;
}

const refused = (entry: string, why: string): AppError =>
  new AppError(
    'invalid-input',
    `BUSBAR_BACKUP_FOLDERS is not understood at “${entry}”: ${why} Give name=path, with ; between several.`,
  );
