// Sections 3 and 5 to 7 of docs/protocol/draw-v1.md: the plan, the randomness, and the draw made again.

import { NUL, bigEndian, byCodePoint, bytesOf, each, fromHex, hmac, join, refuse, sha256, toHex } from "./draw_check_bytes.js";
import { seconds } from "./draw_check_forms.js";

const QUICKNET = "bls-unchained-g1-rfc9380";
const CHAINS = {
  quicknet: {
    scheme: QUICKNET, beacon_id: "quicknet", period_s: 3, genesis_time: 1692803367,
    chain_hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    group_hash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    public_key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  },
  default: {
    scheme: "pedersen-bls-chained", beacon_id: "default", period_s: 30, genesis_time: 1595431050,
    chain_hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    group_hash: "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
    public_key: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
  },
};

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const equal = (where, stated, computed) => stated === computed || refuse(where, stated, computed);

// --- the plan: the counts are those of the lists, and it can be kept whatever the randomness

function ascending(values, where) {
  for (let i = 1; i < values.length; i += 1) if (byCodePoint(values[i - 1], values[i]) >= 0) refuse(`${where}[${i}]`, values[i]);
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function plan({ header, entrants, ineligible }) {
  ascending(entrants.map(({ id }) => id), "sealed.entrants");
  ascending(ineligible.map(({ id }) => id), "sealed.ineligible");
  const ids = new Set(entrants.map(({ id }) => id));
  ineligible.forEach(({ id }, i) => ids.has(id) && refuse(`sealed.ineligible[${i}].id`, id));

  const at = (name) => `sealed.header.${name}`;
  const homes = grouped(entrants, ({ household }) => household);
  equal(at("applications"), header.applications, entrants.length + ineligible.length);
  equal(at("eligible"), header.eligible, entrants.length);
  equal(at("households"), header.households, homes.size);
  equal(at("places"), header.places, sum(header.strata.map(({ quota }) => quota)));
  const reasons = grouped(ineligible, ({ reason }) => reason);
  for (const [reason, found] of reasons) equal(at(`ineligible.${reason}`), header.ineligible[reason], found.length);
  for (const reason of Object.keys(header.ineligible)) if (!reasons.has(reason)) refuse(at(`ineligible.${reason}`), header.ineligible[reason], 0);

  if (!header.strata.length) refuse(at("strata"));
  ascending(header.strata.map(({ code }) => code), at("strata"));
  const codes = new Set(header.strata.map(({ code }) => code));
  entrants.forEach(({ stratum }, i) => codes.has(stratum) || refuse(`sealed.entrants[${i}].stratum`, stratum));
  if (header.measurement && header.measurement.from_date >= header.measurement.until_date) refuse(at("measurement.until_date"), header.measurement.until_date);
  keepable(header, grouped(entrants, ({ stratum }) => stratum), homes, at);
  return { places: header.places, strata: header.strata.length, entrants: entrants.length, households: homes.size, ineligible: ineligible.length };
}

function keepable(header, members, homes, at) {
  const certain = new Map();
  const newcomers = new Map();
  for (const home of homes.values()) {
    const { stratum } = home[0];
    if (home.some((one) => one.stratum !== stratum)) continue;
    certain.set(stratum, (certain.get(stratum) ?? 0) + 1);
    if (home.every((one) => one.newcomer)) newcomers.set(stratum, (newcomers.get(stratum) ?? 0) + 1);
  }
  header.strata.forEach((stratum, i) => {
    const where = at(`strata[${i}]`);
    const needed = stratum.quota + stratum.share_only + stratum.holdout;
    equal(`${where}.entrants`, stratum.entrants, members.get(stratum.code)?.length ?? 0);
    if (stratum.entrants < 1) refuse(`${where}.entrants`, stratum.entrants);
    const most = Math.min(stratum.quota, newcomers.get(stratum.code) ?? 0);
    if (stratum.min_newcomers > most) refuse(`${where}.min_newcomers`, stratum.min_newcomers, most);
    const sure = certain.get(stratum.code) ?? 0;
    if (header.overflow === "REFUSE" && needed > sure) refuse(`${where}.quota`, needed, sure);
  });
  const all = sum(header.strata.map((stratum) => stratum.quota + stratum.share_only + stratum.holdout));
  if (all > homes.size) refuse(at("places"), all, homes.size);
}

// --- the randomness

export async function randomnessPlan({ header }) {
  const sealed = header.randomness;
  if (sealed.mode === "COMMIT_REVEAL") return partiesPlan(sealed.parties);
  const at = (name) => `sealed.header.randomness.${name}`;
  const rehearsal = sealed.chain === "rehearsal";
  const facts = rehearsal
    ? { scheme: QUICKNET, beacon_id: "rehearsal", group_hash: toHex(await sha256("convive-rehearsal-v1", NUL, fromHex(sealed.public_key))) }
    : CHAINS[sealed.chain];
  for (const [name, fact] of Object.entries(facts)) equal(at(name), sealed[name], fact);
  if (fromHex(sealed.public_key).length !== (sealed.scheme === QUICKNET ? 96 : 48)) refuse(at("public_key"), sealed.public_key);
  const numbers = [bigEndian(sealed.period_s, 4), bigEndian(sealed.genesis_time, 8)];
  const name = sealed.beacon_id === "default" ? "" : sealed.beacon_id;
  const chain = toHex(await sha256(...numbers, fromHex(sealed.public_key), fromHex(sealed.group_hash), name));
  equal(at("chain_hash"), sealed.chain_hash, chain);
  const due = sealed.genesis_time + (sealed.round - 1) * sealed.period_s;
  if (seconds(sealed.round_at) !== due) refuse(at("round_at"), sealed.round_at, due);
  const lead = due - seconds(header.sealed_at);
  const least = rehearsal ? 1 : 600;
  if (lead < least) refuse(at("round_at"), lead, least);
  return { kind: rehearsal ? "rehearsal" : "beacon", weak: rehearsal, chain: sealed.chain, round: sealed.round, lead };
}

function partiesPlan(parties) {
  const where = "sealed.header.randomness.parties";
  parties.forEach(({ role }, i) => equal(`${where}[${i}].role`, role, i ? "WITNESS" : "ORGANISER"));
  if (parties.length < 2) refuse(where, parties.length, 2);
  for (const key of ["label", "commitment"]) if (new Set(parties.map((party) => party[key])).size < parties.length) refuse(`${where}.${key}`);
  return { kind: "parties", weak: true, parties: parties.length };
}

export async function randomness({ header, revealed }) {
  const sealed = header.randomness;
  equal("revealed.mode", revealed.mode, sealed.mode);
  if (sealed.mode === "COMMIT_REVEAL") return reveal(header, revealed);
  for (const name of ["chain", "round"]) equal(`revealed.${name}`, revealed[name], sealed[name]);
  const chained = sealed.scheme !== QUICKNET;
  const length = chained ? 96 : 48;
  equal("revealed.signature", revealed.signature.length / 2, length);
  if ((revealed.previous_signature !== null) !== chained) refuse("revealed.previous_signature", revealed.previous_signature);
  equal("revealed.randomness", revealed.randomness, toHex(await sha256(fromHex(revealed.signature))));
  return { kind: "beacon", chain: sealed.chain, round: sealed.round };
}

async function reveal(header, revealed) {
  const { parties } = header.randomness;
  equal("revealed.values", revealed.values.length, parties.length);
  for (const [i, { label, value }] of revealed.values.entries()) {
    equal(`revealed.values[${i}].label`, label, parties[i].label);
    const commitment = toHex(await sha256("convive-commit-v1", NUL, header.draw_code, NUL, label, NUL, fromHex(value)));
    equal(`revealed.values[${i}].value`, commitment, parties[i].commitment);
  }
  const values = revealed.values.map(({ value }) => fromHex(value));
  equal("revealed.randomness", revealed.randomness, toHex(await sha256("convive-reveal-v1", NUL, ...values)));
  return { kind: "parties", parties: parties.length };
}

/** The signature of a beacon's round is not checked here; where it can be compared. Null with commit and reveal. */
export function signature({ header }) {
  const { mode, chain, chain_hash, round } = header.randomness;
  if (mode !== "BEACON") return null;
  return { kind: chain === "rehearsal" ? "rehearsal" : "beacon", weak: true, round, path: `/${chain_hash}/public/${round}` };
}

export async function seed({ root, revealed, seed: stated }) {
  const computed = toHex(await sha256(fromHex(root), fromHex(revealed.randomness)));
  equal("seed", stated, computed);
  return { seed: computed };
}

// --- tickets, queues, own winners, overflow, arms

/** The least of an entrant's tickets, as hex: hex digits compare as the numbers they write. */
async function ticketOf(sign, { id, chances }) {
  const counted = Array.from({ length: chances }, (_, i) => sign(bytesOf(id), NUL, bigEndian(i + 1, 4)));
  return (await Promise.all(counted)).map(toHex).sort()[0];
}

export async function tickets({ entrants, seed: stated }, tell) {
  const sign = await hmac(fromHex(stated));
  return each(entrants, async (entrant) => ({ ...entrant, ticket: await ticketOf(sign, entrant) }), tell);
}

const byTicket = (a, b) => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : byCodePoint(a.id, b.id));

/** Section 7 from entrants with their tickets: `{strata, same_household}` as a bundle's result. */
export function select(header, drawn) {
  const standing = new Map();
  for (const one of [...drawn].sort(byTicket)) if (!standing.has(one.household)) standing.set(one.household, one);
  const aside = drawn.filter((one) => standing.get(one.household).id !== one.id).sort((a, b) => byCodePoint(a.id, b.id));
  const queues = grouped(standing.values(), ({ stratum }) => stratum); // a Map keeps order: each queue is by ticket
  const strata = header.strata.map((stratum) => ({ stratum, ...ownWinners(queues.get(stratum.code) ?? [], stratum) }));
  if (header.overflow === "POOL") overflow(header, strata);
  return {
    strata: strata.map(arms),
    same_household: aside.map(({ id, household }) => ({ entrant: id, stands: standing.get(household).id })),
  };
}

function ownWinners(queue, { quota, min_newcomers: least }) {
  const taken = new Set(queue.filter(({ newcomer }) => newcomer).slice(0, least));
  for (const one of queue) if (taken.size < quota) taken.add(one);
  const rest = queue.filter((one) => !taken.has(one));
  return { order: [...queue.filter((one) => taken.has(one)), ...rest], winners: taken.size };
}

function overflow(header, strata) {
  const left = header.places - sum(strata.map(({ winners }) => winners));
  const pool = strata.flatMap(({ order, winners }) => order.slice(winners)).sort(byTicket);
  for (const { stratum } of pool.slice(0, left)) strata.find((one) => one.stratum.code === stratum).winners += 1;
}

function arms({ stratum, order, winners }) {
  const holdout = Math.min(stratum.holdout, order.length - winners);
  const shareOnly = Math.min(stratum.share_only, order.length - winners - holdout);
  return {
    code: stratum.code, order: order.map(({ id }) => id), winners,
    alternates: order.length - winners - shareOnly - holdout, share_only: shareOnly, holdout,
  };
}

export function order({ result, drawn }, again) {
  const codes = ({ strata }) => strata.map(({ code }) => code).join(", ");
  if (codes(result) !== codes(again)) refuse("result.strata", codes(result), codes(again), "selection");
  again.strata.forEach(({ order: computed }, i) => {
    const found = result.strata[i].order;
    const length = Math.max(found.length, computed.length);
    for (let n = 0; n < length; n += 1) equal(`result.strata[${i}].order[${n}]`, found[n], computed[n]);
  });
  return { entrants: drawn.length };
}

export function selection({ result }, again) {
  const totals = { winners: 0, alternates: 0, share_only: 0, holdout: 0 };
  again.strata.forEach((computed, i) => {
    for (const arm of Object.keys(totals)) {
      equal(`result.strata[${i}].${arm}`, result.strata[i][arm], computed[arm]);
      totals[arm] += computed[arm];
    }
  });
  equal("result.same_household", result.same_household.length, again.same_household.length);
  again.same_household.forEach((computed, i) => {
    for (const key of ["entrant", "stands"]) equal(`result.same_household[${i}].${key}`, result.same_household[i][key], computed[key]);
  });
  return { ...totals, aside: again.same_household.length };
}
