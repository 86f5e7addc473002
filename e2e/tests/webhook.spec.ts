import { waitFor } from '@busbar/shared/testing/wait-for';
import { WebhookReceiver } from '../stack/webhook-receiver.ts';
import { expect, newName, provisionVm, test } from './fixtures.ts';

test('a webhook is signed, retried until it is taken, and can be inspected on its page', async ({
  page,
  admin: { api },
}) => {
  const receiver = new WebhookReceiver(1);
  try {
    const name = newName('hook');
    const { webhook, secret } = await api.webhook.create.mutate({
      name,
      url: await receiver.listen(),
      eventTypes: ['job.succeeded'],
      allowPrivateTargets: true,
    });
    receiver.trust(secret);
    const { vmId } = await provisionVm(api);
    // A back-off of some seconds lies between them; what follows a further one is tried on a clock that can be set.
    await waitFor('the second attempt', () => receiver.received.length >= 2, { deadlineMs: 45_000 });

    expect(receiver.received.map(({ status, isGenuine }) => [status, isGenuine])).toEqual([
      [503, true],
      [200, true],
    ]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(receiver.received.at(-1)?.body).toMatchObject({
      type: 'job.succeeded',
      data: { vm: { id: vmId } },
    });

    await page.goto(`/webhooks/${webhook.id}`);
    await expect(page.getByRole('heading', { name })).toBeVisible();
    const delivery = page.getByTestId('delivery');
    await expect(delivery).toHaveAttribute('data-state', 'delivered');
    await delivery.getByRole('button').click();
    const attempts = page.getByTestId('delivery-attempt');
    await expect(attempts).toHaveCount(2);
    await expect(page.locator('[data-testid=delivery-attempt][data-status="503"]')).toHaveCount(1);
    await expect(page.locator('[data-testid=delivery-attempt][data-status="200"]')).toContainText('thanks');
    await expect(page.getByTestId('delivery-payload')).toContainText(vmId);
  } finally {
    receiver.close();
  }
});

test('a private target is refused when an event is sent, and the attempt says why', async ({
  admin: { api },
}) => {
  const receiver = new WebhookReceiver(0);
  try {
    const { webhook } = await api.webhook.create.mutate({
      name: newName('private'),
      url: await receiver.listen(),
      eventTypes: ['*'],
      allowPrivateTargets: false,
    });
    const { deliveryId } = await api.webhook.test.mutate({ webhookId: webhook.id });
    const { attempts } = await waitFor('an attempt', async () => {
      const delivery = await api.webhook.delivery.query({ deliveryId });
      return delivery.attempts.length > 0 ? delivery : null;
    });
    expect(attempts[0]?.error).toMatch(/private|loopback/i);
    expect(receiver.received).toEqual([]);
  } finally {
    receiver.close();
  }
});
