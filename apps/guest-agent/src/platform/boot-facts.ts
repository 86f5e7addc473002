/** Which boot this is, and how long it has lasted. */
export type BootFacts = { readonly bootId: string; readonly uptimeSeconds: () => number };
