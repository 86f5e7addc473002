/** The host agent's own guest registry and relay route, without its hypervisor: one guest at the given socket. */
import { createServer } from 'node:net';
import { createRouter } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { GuestRegistry } from '../../../apps/host-agent/src/guests/guest-registry.ts';
import { relayGuestHandler } from '../../../apps/host-agent/src/link/routes/relay-guest.ts';
import { silentLog } from '../../../apps/host-agent/src/testing/silent-log.ts';
import { dialRaw } from '../dial.ts';

const [path = '', guestPath = '', vmId = ''] = process.argv.slice(2);
const guests = new GuestRegistry({ log: silentLog(), random: Math.random, onChange: () => undefined });
guests.track(vmId, () => dialRaw(guestPath));
await waitFor('the guest agent to answer', () => guests.state(vmId).channel === 'up');
const router = createRouter({ '* /v1/vms/:vmId/guest/*': relayGuestHandler({ guests }) });
createServer((socket) => void serveHttp2(socket, router)).listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
