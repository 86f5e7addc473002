import { z } from 'zod';

/** Event types that a webhook may ask for; `*` asks for all, later ones included. */
export const WebhookEventType = z.enum([
  '*',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
  'vm.ready',
  'vm.failed',
  'vm.deleted',
]);

const WebhookUrl = z
  .url({ protocol: /^https?$/, error: 'Use an address that begins with https:// or http://.' })
  .max(2000)
  .refine((text) => {
    if (!URL.canParse(text)) return true; // said above
    const { username, password } = new URL(text);
    return username === '' && password === '';
  }, 'Leave the user name and password out of the address; the signature proves who sends.');

export const WebhookFields = z.object({
  name: z.string().trim().min(1, 'A webhook needs a name.').max(100),
  url: WebhookUrl,
  eventTypes: z.array(WebhookEventType).min(1, 'Choose at least one event.').max(20),
  /** Private, loopback and link-local targets are refused when sending unless this is set. */
  allowPrivateTargets: z.boolean().default(false),
});
