/**
 * The handshake before a link, over ONE HTTP/1.1 keep-alive socket, so that nonces and TLS exporter belong
 * to it. Nonces are used once.
 *
 *   link  (a) GET /agent/link, busbar-host, busbar-nonce, busbar-link-version
 *             → 401 LinkChallenge: the control plane's nonce and its proof, which the host checks against
 *               its pinned key
 *         (b) GET /agent/link, Connection: Upgrade, Upgrade: busbar-link, busbar-host, busbar-proof
 *             → 101; then the host serves HTTP/2 and the control plane is its client
 *   enrol (a) POST /agent/enrol/challenge EnrolChallengeRequest → EnrolChallenge
 *         (b) POST /agent/enrol EnrolRequest → EnrolResult
 *
 * Behind a proxy that ends TLS the two requests may reach the control plane on different sockets: (b) then
 * says by the control plane's nonce which handshake it goes on with.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { PublicKeyText } from './keys.ts';

export const linkHandshake = {
  path: '/agent/link',
  enrolChallengePath: '/agent/enrol/challenge',
  enrolPath: '/agent/enrol',
  upgrade: 'busbar-link',
  hostHeader: 'busbar-host',
  nonceHeader: 'busbar-nonce',
  proofHeader: 'busbar-proof',
  versionHeader: 'busbar-link-version',
  /** In (b): the nonce that (a) answered. Needed only behind a proxy that ends TLS. */
  controlNonceHeader: 'busbar-control-nonce',
  exporterLabel: 'EXPORTER-busbar-link',
  exporterBytes: 32,
  /** For the whole handshake on one socket. */
  deadlineMs: 15_000,
  /** Bytes of a JSON body of the handshake. */
  bodyLimitBytes: 16 * 1024,
} as const;

/** base64url of 32 random bytes. */
export const Nonce = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** base64url of an Ed25519 signature. */
export const Proof = z.string().regex(/^[A-Za-z0-9_-]{86}$/);
export const Binding = z.enum(['exporter', 'none']);

export const newNonce = (): string => randomBytes(32).toString('base64url');

export const LinkChallenge = z.object({
  nonce: Nonce,
  controlKey: PublicKeyText,
  proof: Proof,
  /** What the proof is bound to; tells a host that expects another mode why the proof fails. */
  binding: Binding.optional(),
});
export type LinkChallenge = z.infer<typeof LinkChallenge>;

export const EnrolChallengeRequest = z.object({ nonce: Nonce });
export type EnrolChallengeRequest = z.infer<typeof EnrolChallengeRequest>;
export const EnrolChallenge = LinkChallenge;
export type EnrolChallenge = z.infer<typeof EnrolChallenge>;

export const EnrolRequest = z.object({
  /** One-time, from the enrolment line. */
  token: z.string().min(16).max(256),
  hostname: z.string().min(1).max(253),
  /** Ed25519, raw, base64url. */
  publicKey: PublicKeyText,
  /** X25519, raw, base64url. */
  sealingKey: PublicKeyText,
  /** The nonce of the challenge; needed only behind a proxy that ends TLS. */
  controlNonce: Nonce.optional(),
  proof: Proof,
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;
export const EnrolResult = z.object({ hostId: z.uuid() });
export type EnrolResult = z.infer<typeof EnrolResult>;

// Without a context, as in RFC 5705; only the type declarations ask for one.
const noContext = undefined as unknown as Buffer;

/**
 * What binds a proof to this connection. Null on a plain socket (loopback) and where `isProxied` says that
 * a proxy ends TLS: then each end would see another exporter.
 */
export function exporterOf(socket: Socket, isProxied = false): Buffer | null {
  if (isProxied || !(socket instanceof TLSSocket)) return null;
  return socket.exportKeyingMaterial(linkHandshake.exporterBytes, linkHandshake.exporterLabel, noContext);
}
