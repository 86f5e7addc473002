/** Signatures of Standard Webhooks (standardwebhooks.com, version 1). */
import { createHmac } from 'node:crypto';

export type SignInput = {
  /** The event's id: the same for every attempt, so that a receiver can tell a repetition. */
  readonly messageId: string;
  /** Of this attempt; receivers refuse old ones. */
  readonly atMs: number;
  readonly payload: string;
  /** `whsec_` and base64; during a rotation there are several and a receiver accepts any. */
  readonly secrets: readonly string[];
};

export function signHeaders({
  messageId,
  atMs,
  payload,
  secrets,
}: SignInput): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000));
  const content = `${messageId}.${timestamp}.${payload}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
