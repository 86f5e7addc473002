import { expect, test } from 'vitest';
import { decryptAtRest, encryptAtRest } from './at-rest.ts';
import {
  signEnrolmentAsControl,
  signEnrolmentAsHost,
  verifyControlEnrolment,
  verifyHostEnrolment,
} from './enrolment-proof.ts';
import { EnrolRequest, LinkChallenge, newNonce } from './handshake.ts';
import { fingerprintOf, generateKey, hasSigned, type PrivateKeyJwk, publicKeyOf, signBytes } from './keys.ts';
import { type LinkTranscript, signLink, verifyLink } from './link-proof.ts';
import { open, seal } from './seal.ts';

// RFC 8032 section 7.1 test 1, and RFC 7748 section 6.1 (Alice, Bob).
const b64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
const signer: PrivateKeyJwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: b64('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
  x: b64('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
};
const alice: PrivateKeyJwk = {
  kty: 'OKP',
  crv: 'X25519',
  d: b64('77076d0a7318a57d3c16c17251b26645db4c2f92ebc9926c2f3f9e1f6a1f0f2a'),
  x: b64('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
};
const bob: PrivateKeyJwk = {
  kty: 'OKP',
  crv: 'X25519',
  d: b64('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'),
  x: b64('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
};
const transcript: LinkTranscript = {
  hostId: '11111111-1111-4111-8111-111111111111',
  hostNonce: b64('01'.repeat(32)),
  controlNonce: b64('02'.repeat(32)),
  exporter: Buffer.alloc(32, 3),
};

test('golden vectors: what is signed and sealed never changes within a version', () => {
  expect({
    fingerprint: fingerprintOf(publicKeyOf(signer)),
    host: signLink(signer, 'host', transcript),
    unbound: signLink(signer, 'control', { ...transcript, exporter: null }),
    enrolControl: signEnrolmentAsControl(signer, transcript),
    sealed: seal(publicKeyOf(bob), 'secret', 'job-1', { ephemeral: alice, nonce: Buffer.alloc(12, 4) }),
    atRest: encryptAtRest(Buffer.alloc(32, 5), 'secret', 'webhook.secret', Buffer.alloc(12, 6)),
  }).toMatchInlineSnapshot(`
    {
      "atRest": "v1.BgYGBgYGBgYGBgYG.6d4ZAzz9leA3i2nNQmLdcAIECdDslQ",
      "enrolControl": "-jcnxGyw8sYP7SZbrvSIj39X_c97Cd20zIQCyBnSwhZgu01qLTyWPH0sPHXNj5xQKY7wroOrq3VQvwarx396CA",
      "fingerprint": "sha256:If4x36FUomFia_hUBG_SJxt77UtqvkWqWId-9H-XIbk",
      "host": "0opiyXXzDczsvf0--hhfzYCnBUWNboCYDML-CRKhSHkAa_IK-9LbPlee341cgRMyzEI_jVcJYXQ821YqmSbwDA",
      "sealed": {
        "ciphertext": "Z7lmOJu7UfytPxQiM5Jqi4VE4eMTGQ",
        "ephemeralKey": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",
        "nonce": "BAQEBAQEBAQEBAQE",
      },
      "unbound": "R_gfUCJ7jUsHV_67VGXVlxyrU0xhLQaAyeBmjQst_gC7BixrF0cq7cksQYYJhQZE4bPGal7SvgSQQxdPFRo4CQ",
    }
  `);
});

test('a link proof holds only for its role, host, nonces, binding and key', () => {
  const proof = signLink(signer, 'host', transcript);
  const publicKey = publicKeyOf(signer);
  expect(() => verifyLink(publicKey, 'host', transcript, proof)).not.toThrow();
  const others: [string, 'host' | 'control', Partial<LinkTranscript>][] = [
    [publicKey, 'control', {}],
    [publicKey, 'host', { hostId: '22222222-1111-4111-8111-111111111111' }],
    [publicKey, 'host', { hostNonce: newNonce() }],
    [publicKey, 'host', { controlNonce: newNonce() }],
    [publicKey, 'host', { hostNonce: transcript.controlNonce, controlNonce: transcript.hostNonce }],
    [publicKey, 'host', { exporter: Buffer.alloc(32, 9) }],
    [publicKey, 'host', { exporter: null }],
    [publicKeyOf(generateKey()), 'host', {}],
    ['no key', 'host', {}],
  ];
  for (const [key, role, change] of others) {
    expect(() => verifyLink(key, role, { ...transcript, ...change }, proof)).toThrow(/does not hold/);
  }
  expect(() => verifyLink(publicKey, 'host', transcript, 'nonsense')).toThrow(/does not hold/);
});

test('the token goes only to the pinned key, and a claim cannot be altered', () => {
  const control = generateKey();
  const host = generateKey();
  const pinned = fingerprintOf(publicKeyOf(control));
  const proof = signEnrolmentAsControl(control, transcript);
  expect(() => verifyControlEnrolment(pinned, publicKeyOf(control), transcript, proof)).not.toThrow();
  const other = generateKey();
  const false1 = signEnrolmentAsControl(other, transcript);
  expect(() => verifyControlEnrolment(pinned, publicKeyOf(other), transcript, false1)).toThrow(/another key/);
  expect(() => verifyControlEnrolment(pinned, publicKeyOf(control), transcript, false1)).toThrow(/not sent/);

  const claim = {
    token: 'a-one-time-token-of-enough-length',
    hostname: 'node1',
    publicKey: publicKeyOf(host),
    sealingKey: publicKeyOf(generateKey('X25519')),
  };
  const claimed = signEnrolmentAsHost(host, transcript, claim);
  expect(() => verifyHostEnrolment(transcript, claim, claimed)).not.toThrow();
  for (const field of Object.keys(claim)) {
    const altered = { ...claim, [field]: publicKeyOf(other) };
    expect(() => verifyHostEnrolment(transcript, altered, claimed), field).toThrow(/did not prove/);
  }
  expect(EnrolRequest.parse({ ...claim, proof: claimed })).toMatchObject(claim);
  const challenge = { nonce: newNonce(), controlKey: publicKeyOf(control), proof };
  expect(LinkChallenge.parse(challenge)).toEqual(challenge);
});

test('what is sealed opens only with its key, for its context, unaltered', () => {
  const sealed = seal(publicKeyOf(bob), 'secret', 'job-1');
  expect(open(bob, sealed, 'job-1').toString()).toBe('secret');
  expect(seal(publicKeyOf(bob), 'secret', 'job-1')).not.toEqual(sealed);
  expect(() => open(alice, sealed, 'job-1')).toThrow(/cannot be opened/);
  expect(() => open(bob, sealed, 'job-2')).toThrow(/cannot be opened/);
  const body = Buffer.from(sealed.ciphertext, 'base64url');
  for (let at = 0; at < body.length; at++) {
    const altered = Buffer.from(body);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    const ciphertext = altered.toString('base64url');
    expect(() => open(bob, { ...sealed, ciphertext }, 'job-1')).toThrow(/cannot be opened/);
  }
  expect(() => open(bob, { ...sealed, ciphertext: '' }, 'job-1')).toThrow(/cannot be opened/);
  // The all-zero point gives no shared secret at all.
  expect(() => open(bob, { ...sealed, ephemeralKey: b64('00'.repeat(32)) }, 'job-1')).toThrow(
    /cannot be opened/,
  );
});

test('what is encrypted at rest opens only with its key, in its place, unaltered', () => {
  const key = Buffer.alloc(32, 5);
  const text = encryptAtRest(key, 'süß', 'a');
  expect(decryptAtRest(key, text, 'a')).toBe('süß');
  expect(() => decryptAtRest(key, text, 'b')).toThrow(/does not decrypt/);
  expect(() => decryptAtRest(Buffer.alloc(32, 6), text, 'a')).toThrow(/does not decrypt/);
  expect(() => decryptAtRest(key, `${text.slice(0, -2)}AA`, 'a')).toThrow(/does not decrypt/);
  expect(() => decryptAtRest(key, 'v2.x.y', 'a')).toThrow(/unknown format/);
  expect(() => encryptAtRest(Buffer.alloc(16), 'x', 'a')).toThrow(/32 bytes/);
});

test('a signature of RFC 8032 is ours, and nonsense is no signature', () => {
  const signature = signBytes(signer, Buffer.alloc(0));
  expect(Buffer.from(signature, 'base64url').toString('hex')).toMatch(
    /^e5564300c360ac729086e2cc806e828a84877f1eb8e5d974/,
  );
  expect(hasSigned(publicKeyOf(signer), Buffer.alloc(0), signature)).toBe(true);
  expect(hasSigned(publicKeyOf(signer), Buffer.alloc(1), signature)).toBe(false);
  expect(hasSigned('', Buffer.alloc(0), signature)).toBe(false);
});
