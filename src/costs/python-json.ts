/** @file JSON as Python's `json` module writes it, which holds `NaN`, `Infinity` and `-Infinity` besides. */

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** Numbers that JSON cannot express; 1e999 overflows to Infinity. */
const INFINITY = '1e999';
const NAN = '\u0000NaN';

/**
 * @param text a `config.json` or `adapter_config.json` as it stands; a byte-order mark does no harm.
 * @throws SyntaxError of the text as it was given.
 */
export function parsePythonJson(text: string): unknown {
  const given = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(given);
  } catch (error) {
    const plain = given.replace(TOKEN, (token) => {
      if (token.startsWith('"')) return token;
      return token === 'NaN' ? JSON.stringify(NAN) : token.replace('Infinity', INFINITY);
    });
    if (plain === given) throw error;
    try {
      return JSON.parse(plain, (_key, value: unknown) => (value === NAN ? Number.NaN : value));
    } catch {
      throw error;
    }
  }
}
