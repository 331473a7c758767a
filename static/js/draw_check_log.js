// Sections 9 and 10 of docs/protocol/draw-v1.md: the log line by line, and the chain of promotions that it tells.

import { C, NUL, refuse, sha256, toHex } from "./draw_check_bytes.js";
import { LINE_DATA, check } from "./draw_check_forms.js";

const AFTER_VOIDED = ["NOTE", "ATTEMPT", "PUBLISHED"];
const AFTER_DRAWN = ["ASKED", "ANSWERED", "CLOSED"];
const ENDED = ["REFUSED", "EXPIRED", "WITHDRAWN", "DISQUALIFIED"];
const LEAVING = ["WITHDRAWN", "DISQUALIFIED"];

const hold = (holds, where, stated, computed) => holds || refuse(where, stated, computed);

// --- the log

export async function log(draw) {
  let previous = "0".repeat(64);
  let earlier = draw.header.sealed_at;
  for (const [i, line] of draw.log.entries()) {
    const at = (name) => `log[${i}].${name}`;
    const { hash, ...rest } = line;
    hold(line.n === i + 1, at("n"), line.n, i + 1);
    hold(line.at >= earlier, at("at"), line.at, earlier);
    hold(line.previous === previous, at("previous"), line.previous, previous);
    const computed = toHex(await sha256("convive-log-v1", NUL, C(rest)));
    hold(hash === computed, at("hash"), hash, computed);
    hold(Object.hasOwn(LINE_DATA, line.kind), at("kind"), line.kind);
    check(line.data, LINE_DATA[line.kind], at("data"));
    [previous, earlier] = [hash, line.at];
  }
  await story(draw);
  return { lines: draw.log.length, head: previous };
}

/** What section 9 asks of `SEALED` and `DRAWN`, once every line has its form. */
async function story(draw) {
  const seen = new Set();
  for (const [i, line] of draw.log.entries()) {
    const at = (name) => `log[${i}].${name}`;
    hold((line.kind === "SEALED") === (i === 0), at("kind"), line.kind);
    if (line.kind === "SEALED") sealed(draw, line, at);
    if (line.kind === "DRAWN") await drawn(draw, line, at, seen);
    seen.add(line.kind);
  }
  hold(seen.has("SEALED"), "log");
  hold(seen.has("DRAWN") === (draw.result !== null), "log", seen.has("DRAWN"), draw.result !== null);
}

function sealed({ root, header }, line, at) {
  hold(line.data.root === root, at("data.root"), line.data.root, root);
  hold(line.at === header.sealed_at, at("at"), line.at, header.sealed_at);
}

async function drawn(draw, line, at, seen) {
  hold(draw.result !== null && !seen.has("DRAWN"), at("kind"), line.kind);
  const { round_at: due } = draw.header.randomness;
  const facts = { seed: draw.seed, revealed_sha256: toHex(await sha256(C(draw.revealed))), result_sha256: toHex(await sha256(C(draw.result))) };
  for (const [name, computed] of Object.entries(facts)) hold(line.data[name] === computed, at(`data.${name}`), line.data[name], computed);
  hold(!due || line.at >= due, at("at"), line.at, due);
  hold(line.by !== draw.log[0].by, at("by"), line.by);
}

// --- the promotions

/** Who is next for each place, as the log is replayed. */
class Places {
  constructor({ header, result, drawn }) {
    const { strata } = result ?? { strata: [] };
    this.pooled = header.overflow === "POOL";
    this.fresh = new Map(header.strata.map(({ code, quota }) => [code, quota]));
    this.orders = new Map(strata.map(({ code, order }) => [code, order]));
    this.standing = new Set(strata.flatMap(({ order }) => order));
    this.asked = new Map(); // entrant -> {stratum, answerBy, state, givenOn}
    this.left = new Set();
    const beyond = new Set(strata.flatMap(({ code, order }) => order.slice(this.fresh.get(code))));
    this.pool = (drawn ?? []).filter(({ id }) => beyond.has(id)).sort((a, b) => (a.ticket < b.ticket ? -1 : 1)).map(({ id }) => id);
    this.passed = new Map(); // order -> how many of it can never be next again
  }

  first(order) {
    let n = this.passed.get(order) ?? 0;
    while (n < order.length && (this.asked.has(order[n]) || this.left.has(order[n]))) n += 1;
    this.passed.set(order, n);
    return order[n] ?? null;
  }

  next(stratum) {
    return this.first(this.orders.get(stratum)) ?? (this.pooled ? this.first(this.pool) : null);
  }

  ask(line, at) {
    const { entrant, stratum, answer_by: answerBy, in_place_of: before } = line.data;
    hold(this.orders.has(stratum), at("data.stratum"), stratum);
    hold(answerBy > line.at, at("data.answer_by"), answerBy, line.at);
    if (before === null) {
      hold(this.fresh.get(stratum) > 0, at("data.in_place_of"), before);
      this.fresh.set(stratum, this.fresh.get(stratum) - 1);
    } else {
      const freed = this.asked.get(before);
      hold(freed?.stratum === stratum && ENDED.includes(freed.state) && !freed.givenOn, at("data.in_place_of"), before);
      freed.givenOn = true;
    }
    const next = this.next(stratum);
    hold(entrant === next, at("data.entrant"), entrant, next);
    this.asked.set(entrant, { stratum, answerBy, state: "ASKED", givenOn: false });
  }

  answer(line, at) {
    const { entrant, answer, reason } = line.data;
    hold((reason !== null) === (answer === "DISQUALIFIED"), at("data.reason"), reason);
    hold(this.standing.has(entrant), at("data.entrant"), entrant);
    const asking = this.asked.get(entrant);
    if (!asking) {
      hold(LEAVING.includes(answer) && !this.left.has(entrant), at("data.answer"), answer);
      this.left.add(entrant);
      return;
    }
    hold(asking.state === "ASKED" || (asking.state === "ACCEPTED" && LEAVING.includes(answer)), at("data.answer"), answer);
    hold(answer !== "EXPIRED" || line.at >= asking.answerBy, at("at"), line.at, asking.answerBy);
    asking.state = answer;
  }

  close(at) {
    for (const [entrant, { state }] of this.asked) hold(state !== "ASKED", at("kind"), entrant);
    const free = [...this.fresh].filter(([, count]) => count > 0).map(([stratum]) => stratum);
    const back = [...this.asked.values()].filter(({ state, givenOn }) => ENDED.includes(state) && !givenOn);
    for (const stratum of [...free, ...back.map((asking) => asking.stratum)]) hold(this.next(stratum) === null, at("kind"), stratum, this.next(stratum));
  }
}

export function promotions(draw) {
  const places = new Places(draw);
  const seen = new Set();
  draw.log.forEach((line, i) => {
    const at = (name) => `log[${i}].${name}`;
    hold(!seen.has("VOIDED") || AFTER_VOIDED.includes(line.kind), at("kind"), line.kind);
    hold(!AFTER_DRAWN.includes(line.kind) || (seen.has("DRAWN") && !seen.has("CLOSED")), at("kind"), line.kind);
    if (line.kind === "ASKED") places.ask(line, at);
    if (line.kind === "ANSWERED") places.answer(line, at);
    if (line.kind === "CLOSED") places.close(at);
    seen.add(line.kind);
  });
  if (draw.result === null) return null;
  const askings = [...places.asked.values()];
  return {
    asked: askings.length,
    accepted: askings.filter(({ state }) => state === "ACCEPTED").length,
    promoted: draw.log.filter(({ kind, data }) => kind === "ASKED" && data.in_place_of !== null).length,
    closed: seen.has("CLOSED"),
  };
}
