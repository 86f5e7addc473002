/**
 * Makes the certificate with which a control plane in a VM of its own begins: `make-certificate.mjs <folder> <host>` writes
 * tls.crt and tls.key. Signed by itself: hosts pin another key, and people see their browser's warning until there is a
 * certificate of their own. Here, because a guest need not have OpenSSL, and Node makes keys but no certificates.
 */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Longer, and clients would refuse it (Apple's limit for certificates of one's own). */
const validDays = 825;

/** PEM texts. `nowMs` is when it begins to be valid, less a day for clocks that differ. */
export function makeCertificate({ host, nowMs }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid('550403'), tagged(0x0c, Buffer.from('Busbar control plane')))));
  const day = 24 * 3600_000;
  const toSign = sequence(
    explicit(0, integer(Buffer.from([2]))),
    // Positive, and not beginning with a zero.
    integer(Buffer.concat([Buffer.from([0x4b]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time(nowMs - day), time(nowMs + validDays * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(alternativeNames(host))),
  );
  const signature = createSign('sha256').update(toSign).sign(privateKey);
  const certificate = sequence(
    toSign,
    ecdsaWithSha256,
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = certificate.toString('base64').replace(/.{1,64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

// What is needed of DER (X.690) and of certificates (RFC 5280).
function tagged(tag, ...contents) {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...items) => tagged(0x30, ...items);
const set = (...items) => tagged(0x31, ...items);
const explicit = (number, item) => tagged(0xa0 + number, item);
const integer = (bytes) => tagged(0x02, bytes);
const oid = (hex) => tagged(0x06, Buffer.from(hex, 'hex'));
/** GeneralizedTime, as in 20261122030000Z. */
const time = (ms) =>
  tagged(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

/** The host, and what it is on the VM itself. */
function alternativeNames(host) {
  const hosts = [...new Set([host, 'localhost', '127.0.0.1'])];
  const names = hosts.map((text) =>
    isIP(text) === 4
      ? tagged(0x87, Buffer.from(text.split('.').map(Number)))
      : tagged(0x82, Buffer.from(text)),
  );
  return sequence(oid('551d11'), tagged(0x04, sequence(...names)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, host] = process.argv.slice(2);
  const { cert, key } = makeCertificate({ host, nowMs: Date.now() });
  writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 });
  // Last: by it the installer knows that both are there.
  writeFileSync(join(folder, 'tls.crt'), cert, { mode: 0o644 });
}
