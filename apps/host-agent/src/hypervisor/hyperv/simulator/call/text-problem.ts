/** Hyper-V passes its settings on as XML 1.0 (§2.2), which has no other control characters, and no half characters. */
const unspeakable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Why a text cannot be the value of a parameter, or null. Pure. */
export function textProblem(text: string): string | null {
  if (!text.isWellFormed()) return 'The text is no well-formed Unicode.';
  return unspeakable.test(text) ? 'The text has characters that no setting can hold.' : null;
}
