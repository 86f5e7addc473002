/** Several pieces of vendor-data as one MIME message, which cloud-init takes apart again. */
import { formatOf } from '../document-format.ts';

const boundary = '==BUSBAR-SEED-PART==';

/** Base64, since cloud-init's reader decodes 8-bit parts differently from version to version. */
export function multipart(parts: readonly string[]): string {
  const body = parts.map((part) => `--${boundary}\n${entity(part)}\n`).join('');
  return `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n${body}--${boundary}--\n`;
}

/** A piece that is itself a MIME message stands as it is: a nested multipart. */
function entity(part: string): string {
  const { kind, mimeType } = formatOf(part);
  if (kind === 'mime') return part;
  const encoded = base64(new TextEncoder().encode(part)).replaceAll(/(.{76})/g, '$1\n');
  return `Content-Type: ${mimeType}; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n${encoded}`;
}

/** In slices, because a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}
