/** For the removal of files: Windows lets go of one a moment later. */
export const patience = { force: true, maxRetries: 20, retryDelay: 100 } as const;
