// Sections 2 to 9 of docs/protocol/draw-v1.md: which keys each object has, and the form of each value.

import { isText, refuse } from "./draw_check_bytes.js";

const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const oneOf = (...words) => (value) => words.includes(value);
const integer = (least, most = Number.MAX_SAFE_INTEGER) => (value) => Number.isSafeInteger(value) && value >= least && value <= most;
const flag = (value) => typeof value === "boolean";
const text = (value) => typeof value === "string" && value !== "" && isText(value);

export const hex = like(/^(?:[0-9a-f]{2})+$/);
export const hash = like(/^[0-9a-f]{64}$/);
const code = like(/^[A-Za-z0-9._~-]{1,64}$/);
const reason = like(/^[A-Z][A-Z0-9_]{0,63}$/);
const count = integer(0);

const real = (moment) => !Number.isNaN(Date.parse(moment)) && new Date(moment).toISOString().slice(0, 19) === moment.slice(0, 19);
const moment = (value) => like(/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)(value) && real(value);
const day = (value) => like(/^[1-9]\d{3}-\d\d-\d\d$/)(value) && real(`${value}T00:00:00Z`);

/** Seconds since 1970 of a moment. */
export const seconds = (value) => Date.parse(value) / 1000;

// A form is a test of a value; an object of forms, whose keys are exactly those; [form], a list of such; {either: [...]}.
const either = (...forms) => ({ either: forms });
const nothing = (value) => value === null;
const eachKey = (key, value) => ({ eachKey: [key, value] });

const entrant = { id: code, stratum: code, chances: integer(1, 1000), newcomer: flag, household: like(/^[0-9a-f]{32}$/), commitment: hash };
const verdict = { id: code, reason, commitment: hash };
const stratum = { code, title: text, entrants: count, quota: integer(1), min_newcomers: count, share_only: count, holdout: count };
const beacon = {
  mode: oneOf("BEACON"), chain: oneOf("quicknet", "default", "rehearsal"), round: integer(1), round_at: moment,
  scheme: oneOf("bls-unchained-g1-rfc9380", "pedersen-bls-chained"), beacon_id: text, public_key: hex, group_hash: hash, chain_hash: hash, period_s: integer(1, 2 ** 32 - 1), genesis_time: integer(0, 2 ** 40),
};
const parties = { mode: oneOf("COMMIT_REVEAL"), parties: [{ role: oneOf("ORGANISER", "WITNESS"), label: text, commitment: hash }] };
const header = {
  protocol: oneOf("convive-draw-v1"), draw_code: code, campaign: text, organiser: text, rules_version: text, rules_sha256: hash,
  sealed_at: moment, applications: count, eligible: count, households: count, ineligible: eachKey(reason, integer(1)), places: integer(1),
  strata: [stratum], overflow: oneOf("REFUSE", "POOL"), randomness: either(beacon, parties),
  measurement: either(nothing, { outcome: text, from_date: day, until_date: day }),
  replaces: either(nothing, { draw_code: code, root: hash, reason: text }),
};
const revealed = either(
  { mode: oneOf("BEACON"), chain: text, round: integer(1), signature: hex, previous_signature: either(nothing, hex), randomness: hash },
  { mode: oneOf("COMMIT_REVEAL"), values: [{ label: text, value: hash }], randomness: hash },
);
const result = {
  strata: [{ code, order: [code], winners: count, alternates: count, share_only: count, holdout: count }],
  same_household: [{ entrant: code, stands: code }],
};

const answer = oneOf("ACCEPTED", "REFUSED", "EXPIRED", "WITHDRAWN", "DISQUALIFIED");
export const LINE_DATA = {
  SEALED: { root: hash },
  DRAWN: { seed: hash, revealed_sha256: hash, result_sha256: hash },
  PUBLISHED: {},
  ASKED: { entrant: code, stratum: code, answer_by: moment, in_place_of: either(nothing, code) },
  ANSWERED: { entrant: code, answer, reason: either(nothing, reason) },
  ATTEMPT: { text },
  NOTE: { text },
  VOIDED: { reason: text, replaced_by: either(nothing, code) },
  CLOSED: {},
};

const anything = () => true;
const line = { n: integer(1), at: moment, kind: text, by: like(/^[A-Za-z0-9._:~-]{1,64}$/), data: anything, previous: hash, hash };

export const BUNDLE = {
  bundle: oneOf("convive-draw-bundle-v1"),
  sealed: { entrants: [entrant], header, ineligible: [verdict] },
  root: hash, revealed: either(nothing, revealed), result: either(nothing, result), seed: either(nothing, hash),
  log: [line], digest: hash,
};

export const RECEIPT = {
  receipt: oneOf("convive-draw-receipt-v1"), draw_code: code, entrant_id: code, index: integer(1), leaf: hash, root: hash, salt: hash,
  private: eachKey(anything, (value) => typeof value === "string"),
};

const under = (where, key) => (where ? `${where}.${key}` : key);
// A value without its form is told as `structure`, whichever step meets it.
const wrong = (where, value) => refuse(where, value, null, "structure");
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Refuse the first value that has not its form, by its place in the file: `sealed.entrants[3].chances`. */
export function check(value, form, where) {
  if (typeof form === "function") {
    if (!form(value)) wrong(where, typeof value === "object" ? null : value);
  } else if (Array.isArray(form)) {
    if (!Array.isArray(value)) wrong(where);
    for (let i = 0; i < value.length; i += 1) check(value[i], form[0], `${where}[${i}]`);
  } else if (form.either) {
    checkEither(value, form.either, where);
  } else if (!isObject(value)) {
    wrong(where);
  } else if (form.eachKey) {
    for (const key of Object.keys(value)) {
      if (!form.eachKey[0](key)) wrong(under(where, key));
      check(value[key], form.eachKey[1], under(where, key));
    }
  } else {
    for (const key of Object.keys(value)) if (!Object.hasOwn(form, key)) wrong(under(where, key));
    for (const key of Object.keys(form)) {
      if (!Object.hasOwn(value, key)) wrong(under(where, key));
      check(value[key], form[key], under(where, key));
    }
  }
}

/** One of several forms: nothing, the one whose mode is the value's, or the last. */
function checkEither(value, forms, where) {
  if (value === null && forms.includes(nothing)) return;
  const chosen = forms.find((form) => isObject(value) && form.mode?.(value.mode));
  check(value, chosen ?? forms.at(-1), where);
}
