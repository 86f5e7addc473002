/** The first message in what the form knows to be wrong with a field and its parts. Pure. */
export function firstMessage(error: unknown): string | undefined {
  if (error === null || typeof error !== 'object') return undefined;
  if ('message' in error && typeof error.message === 'string') return error.message;
  // A part may point to its control in the page, whose parts are no errors.
  const parts = Object.entries(error).filter(([name]) => name !== 'ref');
  for (const [, part] of parts) {
    const message = firstMessage(part);
    if (message !== undefined) return message;
  }
  return undefined;
}
