/**
 * What a proof signs: a domain name and a list of fields, each preceded by its length (u32, big endian), so
 * that no two different lists have the same bytes and no proof of one kind passes for another.
 */
export function transcriptBytes(domain: string, fields: readonly (string | Uint8Array)[]): Buffer {
  const parts = [domain, ...fields].flatMap((field) => {
    const bytes = Buffer.from(field as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}
