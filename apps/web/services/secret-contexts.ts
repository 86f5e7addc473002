/** Where each kind of secret lives, as authenticated context of its encryption. Never change one. */
export const jobSecretsContext = (jobId: string): string => `Job/${jobId}/secrets`;
export const webhookSecretsContext = (webhookId: string): string => `Webhook/${webhookId}/secrets`;
