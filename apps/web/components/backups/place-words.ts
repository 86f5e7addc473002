import { ownPlace } from '@busbar/shared/domain/place';

/** Where a backup lies, within a sentence. */
export const placeWords = (place: string): string =>
  place === ownPlace ? 'on the host itself' : `in ${place}`;
