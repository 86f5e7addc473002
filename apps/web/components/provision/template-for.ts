import { dialectOf, guessDialect } from '@busbar/seed/dialect';
import type { Template } from './form-parts.ts';
import type { ImageChoice } from './image-choices.ts';

/** Whether what its documents say is read on that system. */
export const isMadeFor = (
  { documents }: Pick<Template, 'documents'>,
  { os }: Pick<ImageChoice, 'os'>,
): boolean => guessDialect(documents) === dialectOf(os);

/** Another template, where the chosen one is for another system than the image: the first that is for it. */
export function templateFor(
  image: Pick<ImageChoice, 'os'>,
  templates: readonly Template[],
  chosen: Template | undefined,
): Template | undefined {
  return chosen !== undefined && isMadeFor(chosen, image)
    ? undefined
    : templates.find((template) => isMadeFor(template, image));
}
