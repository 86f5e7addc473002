/** Events that webhooks tell of. The names are an interface: documented, never renamed. */
export const webhookEventTypes = [
  'job.succeeded',
  'job.failed',
  'job.cancelled',
  'vm.ready',
  'vm.failed',
  'vm.deleted',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

export type WebhookEvent = {
  readonly type: WebhookEventType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly jobId: string | null;
};

/** Whether a webhook has asked for an event type; `*` asks for all. */
export function wantsEvent(eventTypes: readonly string[], type: WebhookEventType): boolean {
  return eventTypes.includes('*') || eventTypes.includes(type);
}
