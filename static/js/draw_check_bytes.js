// The draw's protocol, docs/protocol/draw-v1.md, sections 2 and 4.1: strict JSON, canonical bytes, hashes, the tree.
// These draw_check files were written from that text alone, to show that it suffices.

const utf8 = new TextEncoder();
export const NUL = Uint8Array.of(0);

/** The draw does not hold: at which place of the file, what stands there, what was computed instead; the step, if another than the one at work. */
export class Refusal extends Error {
  constructor(where, stated = null, computed = null, step = null) {
    super(where);
    Object.assign(this, { where, stated, computed, step });
  }
}

export const refuse = (where, stated, computed, step) => {
  throw new Refusal(where, stated, computed, step);
};

// --- strict JSON: every key once, whole numbers alone, strings in form C without control characters or surrogates

const TOKEN = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*))(?![0-9.eE])|(true|false|null))/y;
const SPACE = /[ \t\n\r]*/y;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const PLAIN = /^[ -~]*$/;
const DEEPEST = 30; // nothing in a bundle is nested so far

export const isText = (text) => PLAIN.test(text) || (!CONTROL.test(text) && text.isWellFormed() && text.normalize("NFC") === text);

/** A file's bytes as values. Objects have no prototype: a key may be any word. Refused: all that is not strict. */
export function parse(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse("UTF-8");
  }
  let at = 0;
  const here = () => refuse(`JSON, ${at}`);
  const next = () => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text) ?? here();
    at = TOKEN.lastIndex;
    return token;
  };
  const string = (source) => {
    const found = JSON.parse(source);
    return isText(found) ? found : here();
  };
  const value = ([, mark, quoted, number, word], depth) => {
    if (depth > DEEPEST) here();
    if (quoted !== undefined) return string(quoted);
    if (word !== undefined) return JSON.parse(word);
    if (number !== undefined) return Number.isSafeInteger(Number(number)) && number !== "-0" ? Number(number) : here();
    if (mark === "[") return array(depth);
    return mark === "{" ? object(depth) : here();
  };
  const array = (depth) => {
    const found = [];
    for (let token = next(); token[1] !== "]" || found.length; token = next()) {
      found.push(value(token, depth + 1));
      const after = next()[1];
      if (after === "]") break;
      if (after !== ",") here();
    }
    return found;
  };
  const object = (depth) => {
    const found = Object.create(null);
    let empty = true;
    for (let token = next(); token[1] !== "}" || !empty; token = next()) {
      const key = token[2] === undefined ? here() : string(token[2]);
      if (key in found || next()[1] !== ":") here();
      found[key] = value(next(), depth + 1);
      empty = false;
      const after = next()[1];
      if (after === "}") break;
      if (after !== ",") here();
    }
    return found;
  };
  const whole = value(next(), 0);
  SPACE.lastIndex = at;
  SPACE.exec(text);
  if (SPACE.lastIndex !== text.length) here();
  return whole;
}

// --- canonical bytes

const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Less than 0, 0 or more than 0 as `a` comes before, with or after `b` by code point (sort alone compares UTF-16 units). */
export function byCodePoint(a, b) {
  for (let i = 0; i < a.length && i < b.length; ) {
    const [x, y] = [a.codePointAt(i), b.codePointAt(i)];
    if (x !== y) return x - y;
    i += x > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

export function canonical(value) {
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${quoted(key)}:${canonical(value[key])}`).join(",")}}`;
}

// --- bytes

export const bytesOf = (text) => utf8.encode(text);
export const C = (value) => bytesOf(canonical(value));
export const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
export const toHex = (bytes) => Array.from(bytes, (byte) => PAIRS[byte]).join("");

/** `number` in `length` bytes, big-endian; refused when it does not fit. */
export function bigEndian(number, length) {
  if (number < 0 || number >= 256 ** length) refuse(`${length} bytes`, number);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(number));
  return new Uint8Array(view.buffer, 8 - length);
}

/** Parts one after the other; text in a hash is its UTF-8 bytes. */
export function join(...parts) {
  const all = parts.map((part) => (typeof part === "string" ? bytesOf(part) : part));
  const joined = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

/** A function that signs messages with one key. */
export async function hmac(key) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (...parts) => new Uint8Array(await crypto.subtle.sign("HMAC", imported, join(...parts)));
}

/** `work` on every item, some at a time; `tell(done)` after each handful. */
export async function each(items, work, tell = () => {}) {
  const found = [];
  for (let start = 0; start < items.length; start += 1000) {
    found.push(...(await Promise.all(items.slice(start, start + 1000).map(work))));
    tell(found.length);
  }
  return found;
}

// --- the tree of RFC 6962, level by level

export const leafOf = (item) => sha256(NUL, C(item));

export async function rootOf(leaves) {
  let level = leaves;
  while (level.length > 1) {
    const pairs = [];
    for (let i = 0; i + 1 < level.length; i += 2) pairs.push([level[i], level[i + 1]]);
    const nodes = await each(pairs, ([left, right]) => sha256(Uint8Array.of(1), left, right));
    if (level.length % 2) nodes.push(level.at(-1));
    level = nodes;
  }
  return level[0];
}
