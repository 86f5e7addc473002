import { dialectOf, guessDialect } from '@busbar/seed/dialect';
import type { Template } from './form-parts.ts';
import type { ImageChoice } from './image-choices.ts';

/** Another template, where the chosen one is for another system than the image: the first that is for it. */
export function templateFor(
  image: Pick<ImageChoice, 'os'>,
  templates: readonly Template[],
  chosen: Template | undefined,
): Template | undefined {
  const dialect = dialectOf(image.os);
  const isFor = ({ documents }: Template): boolean => guessDialect(documents) === dialect;
  return chosen !== undefined && isFor(chosen) ? undefined : templates.find(isFor);
}
