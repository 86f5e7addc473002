import type { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';

/** A template that comes with the product. The control plane stores it at first start. */
export type BuiltInTemplate = {
  /** Stable, kebab-case, unique. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly documents: SeedDocuments;
  readonly variables: readonly TemplateVariable[];
  readonly defaults: { readonly cpuCount: number; readonly memoryMb: number; readonly diskGb: number };
  /** Patterns of image names that it is meant for; `*` stands for any characters, but for no image of Windows. */
  readonly images: readonly string[];
};

/** Whether a template is meant for an image. */
export const fitsImage = (template: Pick<BuiltInTemplate, 'images'>, image: string): boolean =>
  template.images.some(
    (pattern) =>
      isForWindows(pattern) === isForWindows(image) &&
      matches(image.toLowerCase(), pattern.toLowerCase().split('*')),
  );

const isForWindows = (name: string): boolean => name.toLowerCase().startsWith('windows');

/** The parts between the stars, in order; the first and the last one are anchored. */
function matches(image: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return image === first;
  const last = rest.at(-1)!;
  if (!image.startsWith(first) || !image.endsWith(last) || image.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = image.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= image.length - last.length;
}
