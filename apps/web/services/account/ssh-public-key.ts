import { createHash } from 'node:crypto';

const kinds =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;

/** A public key of one line, as in `authorized_keys`, without options; its fingerprint as `ssh-keygen -l` prints it. */
export type SshPublicKey = { readonly text: string; readonly fingerprint: string };

/** Null when it is not a public key: a private one, several lines, another format. Pure. */
export function parseSshPublicKey(input: string): SshPublicKey | null {
  const [kind = '', body = '', ...comment] = input.trim().split(/[ \t]+/);
  if (/[\r\n]/.test(input.trim()) || !kinds.test(kind) || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return null;
  const blob = Buffer.from(body, 'base64');
  // RFC 4253 §6.6: the blob begins with its own kind, as a length and text.
  if (blob.length < 4 + kind.length || blob.readUInt32BE(0) !== kind.length) return null;
  if (blob.toString('latin1', 4, 4 + kind.length) !== kind) return null;
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { text: [kind, body, ...comment].join(' '), fingerprint: `SHA256:${digest}` };
}
