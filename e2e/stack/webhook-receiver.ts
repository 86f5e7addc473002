/** A receiver as a customer would write it, with the reference library of Standard Webhooks. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export type Received = {
  readonly id: string;
  readonly isGenuine: boolean;
  readonly body: unknown;
  readonly status: number;
};

export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  #secret = '';
  #failures: number;

  /** The first `failures` calls are answered with 503. */
  constructor(failures: number) {
    this.#failures = failures;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const status = this.#failures > 0 ? 503 : 200;
        this.#failures -= 1;
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        this.received.push({
          id: headers['webhook-id'] ?? '',
          isGenuine: this.#verify(text, headers),
          body: JSON.parse(text),
          status,
        });
        response.writeHead(status).end(status === 200 ? 'thanks' : 'not now');
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The secret that the product showed once, `whsec_…`. */
  trust(secret: string): void {
    this.#secret = secret;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #verify(text: string, headers: Record<string, string>): boolean {
    try {
      new Webhook(this.#secret).verify(text, headers);
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'WebhookVerificationError') return false;
      throw error;
    }
  }
}
