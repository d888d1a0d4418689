/** Castagnoli's polynomial, its bits reversed (RFC 3720, appendix B.4). Node's own CRC-32 has another one. */
const polynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value;
});

/**
 * The checksum that Secret Manager has of a payload (docs.cloud.google.com/secret-manager/docs/data-integrity): CRC-32C, unsigned.
 *
 * @example crc32c(Buffer.from('123456789')) // 0xe3069283
 */
export const crc32c = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 0xff]!;
  return (value ^ 0xffffffff) >>> 0;
};
