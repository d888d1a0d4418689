/**
 * A GUID as people write it. Its first three groups are little-endian.
 *
 * @returns `undefined` for what is none
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/49e490b8-f972-45d6-a3a4-99f924998d97
 */
export const guidText = (bytes: Buffer): string | undefined => {
  if (bytes.length !== 16) return undefined;
  const group = (from: number, to: number, isReversed: boolean): string => {
    const part = Buffer.from(bytes.subarray(from, to));
    return (isReversed ? part.reverse() : part).toString('hex');
  };
  return [group(0, 4, true), group(4, 6, true), group(6, 8, true), group(8, 10, false), group(10, 16, false)].join('-');
};

/** The bytes of a GUID; `undefined` for a text that is none. */
export const guidBytes = (text: string): Buffer | undefined => {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return undefined;
  const groups = text.split('-').map((group) => Buffer.from(group, 'hex'));
  return Buffer.concat(groups.map((group, index) => (index < 3 ? group.reverse() : group)));
};

/**
 * A security identifier as people write it, `S-1-5-21-…`.
 *
 * @returns `undefined` for what is none
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/f992ad60-0fe4-4b87-9fed-beb478836861
 */
export const sidText = (bytes: Buffer): string | undefined => {
  if (bytes.length < 8 || bytes.length !== 8 + 4 * bytes[1]!) return undefined;
  const parts = Array.from({ length: bytes[1]! }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', bytes[0], bytes.readUIntBE(2, 6), ...parts].join('-');
};

/** 100 ns since 1601 begin so many milliseconds before 1970. */
const fileTimeEpoch = 11_644_473_600_000n;
const never = 0x7fff_ffff_ffff_ffffn;
const latest = BigInt(Date.parse('9999-12-31T23:59:59.999Z'));

/**
 * A moment as Windows counts it (FILETIME), as ISO 8601.
 *
 * @returns `null` for never: 0, the largest number, and what is beyond the year 9999. `undefined` for what is no number.
 * @see https://learn.microsoft.com/windows/win32/adschema/a-accountexpires
 */
export const fileTimeText = (text: string): string | null | undefined => {
  if (!/^-?\d{1,20}$/.test(text)) return undefined;
  const ticks = BigInt(text);
  if (ticks <= 0n || ticks >= never) return null;
  const milliseconds = ticks / 10_000n - fileTimeEpoch;
  return milliseconds > latest ? null : new Date(Number(milliseconds)).toISOString();
};

const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d+))?(Z|[+-]\d\d(?:\d\d)?)$/;

/**
 * A generalizedTime (RFC 4517, section 3.3.13), such as `20240229123000Z`, as ISO 8601.
 *
 * @returns `undefined` for what is none
 */
export const generalizedTimeText = (text: string): string | undefined => {
  const parts = generalizedTime.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = parts;
  const unit = minute === undefined ? 3_600_000 : second === undefined ? 60_000 : 1000;
  const beyond = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * unit);
  const whole = `${year}-${month}-${day}T${hour}:${minute ?? '00'}:${second ?? '00'}`;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`;
  const time = Date.parse(`${whole}${offset}`);
  return Number.isNaN(time) ? undefined : new Date(time + beyond).toISOString();
};
