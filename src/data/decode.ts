/** @file Decodes a text file: by its byte order mark, or by trying encodings. Never replaces undecodable bytes by U+FFFD. */
import { DataError } from './formats/problem.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

/** With at least so many zero bytes, and this share of them, a text is UTF-16 without a byte order mark. */
const ZEROS = { least: 4, share: 0.02 };

/** Of the two-byte characters of Chinese text, more than this share are among the 3,755 commonest or punctuation. */
const COMMON_SHARE = 0.5;

/** The text without its byte order mark; null where the bytes are invalid in this encoding. */
function decodeAs(encoding: Encoding, bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}

/**
 * True where bytes read as GB18030 would be common Chinese characters (level 1 of GB 2312), unlike Big5, Shift JIS or
 * Latin-1 read as GB18030, in which nearly any bytes are valid.
 */
function isCommonChinese(bytes: Uint8Array): boolean {
  let [common, pairs] = [0, 0];
  for (let i = 0; i + 1 < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 0x81) continue;
    const trail = bytes[i + 1]!;
    // Four bytes: a rare character, in any language.
    if (trail <= 0x39) {
      i += 3;
      continue;
    }
    i++;
    pairs++;
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) common++;
  }
  return common >= pairs * COMMON_SHARE;
}

/** Zero bytes at even and at odd offsets: the upper bytes of ASCII in big-endian and little-endian UTF-16. */
function countZeros(bytes: Uint8Array): { even: number; odd: number } {
  let [even, odd] = [0, 0];
  for (let i = bytes.indexOf(0); i >= 0; i = bytes.indexOf(0, i + 1)) {
    if (i % 2 === 0) even++;
    else odd++;
  }
  return { even, odd };
}

/** The encodings to try, most likely first. */
function candidates(bytes: Uint8Array): readonly Encoding[] {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked) return [marked[0]];
  const { even, odd } = countZeros(bytes);
  if (even + odd === 0) return ['utf-8', 'gb18030'];
  const wide: Encoding = odd >= even ? 'utf-16le' : 'utf-16be';
  const many = even + odd >= Math.max(ZEROS.least, bytes.length * ZEROS.share);
  return many ? [wide, 'utf-8'] : ['utf-8', wide];
}

/** @throws DataError 'encoding' */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  for (const encoding of candidates(bytes)) {
    const text = decodeAs(encoding, bytes);
    if (encoding === 'gb18030' && !isCommonChinese(bytes)) continue;
    if (text !== null) return { text, encoding };
  }
  throw new DataError('encoding');
}
