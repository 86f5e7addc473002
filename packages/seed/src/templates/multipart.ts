/** Several pieces of user-data or vendor-data as one MIME message, which cloud-init and cloudbase-init take apart again. */
import { formatOf } from '../document-format.ts';

const boundary = '==BUSBAR-SEED-PART==';

export type Part = {
  readonly text: string;
  readonly mimeType: string;
  /** cloudbase-init runs a script by the name of its file. */
  readonly fileName?: string;
};

/** Pieces by what cloud-init takes them for. */
export const multipart = (parts: readonly string[]): string => joinParts(parts.map(entity));

export const multipartOf = (parts: readonly (Part | string)[]): string =>
  joinParts(parts.map((part) => (typeof part === 'string' ? part : encoded(part))));

function joinParts(entities: readonly string[]): string {
  const body = entities.map((part) => `--${boundary}\n${part}\n`).join('');
  return `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n${body}--${boundary}--\n`;
}

/** A piece that is itself a MIME message stands as it is: a nested multipart. */
function entity(part: string): string {
  const { kind, mimeType } = formatOf(part);
  return kind === 'mime' ? part : encoded({ text: part, mimeType });
}

/** Base64, since cloud-init's reader decodes 8-bit parts differently from version to version. */
function encoded({ text, mimeType, fileName }: Part): string {
  const lines = base64(new TextEncoder().encode(text)).replaceAll(/(.{76})/g, '$1\n');
  const name = fileName === undefined ? '' : `Content-Disposition: attachment; filename="${fileName}"\n`;
  return `Content-Type: ${mimeType}; charset="utf-8"\nMIME-Version: 1.0\n${name}Content-Transfer-Encoding: base64\n\n${lines}`;
}

/** In slices, because a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}
