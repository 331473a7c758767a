// A published draw made again from its bundle: section 12 of docs/protocol/draw-v1.md, one step after the other.
// Needs WebCrypto and nothing else; asks no network. The page that uses it is draw_check_page.js.

import { C, NUL, Refusal, bytesOf, each, fromHex, hmac, leafOf, parse, refuse, rootOf, sha256, toHex } from "./draw_check_bytes.js";
import * as again from "./draw_check_draw.js";
import { BUNDLE, RECEIPT, check } from "./draw_check_forms.js";
import { log, promotions } from "./draw_check_log.js";

/** Before the draw a bundle has nothing revealed: these steps are then passed over. */
const onceDrawn = (work) => (draw, tell) => (draw.result === null ? null : work(draw, tell));

// Each step gives the facts of its sentence, null when there is nothing to say, or throws a Refusal.
const STEPS = {
  structure(draw) {
    const bundle = parse(draw.bytes);
    check(bundle, BUNDLE, "");
    const given = ["revealed", "result", "seed"].filter((key) => bundle[key] !== null);
    if (given.length % 3) refuse(given[0], given.join(", "));
    Object.assign(draw, bundle, { bundle, ...bundle.sealed });
    return { draw: draw.header.draw_code, drawn: draw.result !== null };
  },

  async root(draw, tell) {
    const { header, entrants, ineligible, root: stated } = draw;
    draw.items = [header, ...entrants, ...ineligible];
    draw.leaves = await each(draw.items, leafOf, (done) => tell(done, draw.items.length));
    const computed = toHex(await rootOf(draw.leaves));
    if (stated !== computed) refuse("root", stated, computed);
    return { root: computed, items: draw.items.length };
  },

  "given root"({ noted, receipt, root }) {
    if (noted && noted !== root) refuse("root", noted, root);
    if (noted) return { kind: "compared", root };
    return receipt ? null : { kind: "alone", weak: true };
  },

  plan: again.plan,
  "randomness plan": again.randomnessPlan,
  randomness: onceDrawn(again.randomness),
  signature: onceDrawn(again.signature),
  seed: onceDrawn(again.seed),

  order: onceDrawn(async (draw, tell) => {
    draw.drawn = await again.tickets(draw, (done) => tell(done, draw.entrants.length));
    draw.again = again.select(draw.header, draw.drawn);
    return again.order(draw, draw.again);
  }),

  selection: onceDrawn((draw) => again.selection(draw, draw.again)),
  log,
  promotions,

  async digest({ bundle }) {
    const { digest: stated, ...rest } = bundle;
    const computed = toHex(await sha256("convive-bundle-v1", NUL, C(rest)));
    if (stated !== computed) refuse("digest", stated, computed);
    return { digest: computed };
  },

  async receipt(draw) {
    if (!draw.receipt) return null;
    const receipt = readReceipt(draw.receipt);
    const compare = (key, computed) => receipt[key] === computed || refuse(`receipt.${key}`, receipt[key], computed);
    compare("draw_code", draw.header.draw_code);
    compare("root", draw.root);
    const item = draw.items[receipt.index] ?? refuse("receipt.index", receipt.index);
    compare("entrant_id", item.id);
    compare("leaf", toHex(draw.leaves[receipt.index]));
    const commitment = await (await hmac(fromHex(receipt.salt)))(C(receipt.private));
    if (item.commitment !== toHex(commitment)) refuse("receipt.salt", toHex(commitment), item.commitment);
    return { index: receipt.index, id: item.id, ...standing(draw, item) };
  },
};

function readReceipt(text) {
  const receipt = parse(bytesOf(text));
  try {
    check(receipt, RECEIPT, "receipt");
  } catch (error) {
    throw Object.assign(error, { step: "receipt" });
  }
  return receipt;
}

/** Where one item of the list stands: `kind` INELIGIBLE, SEALED, HOUSEHOLD or an arm; with region and position. */
function standing({ header, result }, item) {
  if (item.reason) return { kind: "INELIGIBLE", reason: item.reason };
  const { title: region } = header.strata.find(({ code }) => code === item.stratum);
  if (result === null) return { kind: "SEALED", region };
  const { order, winners, alternates, share_only } = result.strata.find(({ code }) => code === item.stratum);
  const position = order.indexOf(item.id) + 1;
  if (!position) return { kind: "HOUSEHOLD", region };
  const arms = [["WINNER", winners], ["ALTERNATE", winners + alternates], ["SHARE_ONLY", winners + alternates + share_only], ["HOLDOUT", order.length]];
  return { kind: arms.find(([, last]) => position <= last)[0], region, position };
}

/**
 * Run every step over a bundle's bytes. `noted` is the root a person noted (of a mail), `receipt` the text of a receipt.
 * Yields `{step, verdict, ...facts}` a step: verdict "yes", "weak" (true, with a limit to tell) or "no", which is the last.
 */
export async function* verify(bytes, { noted = null, receipt = null, tell = () => {} } = {}) {
  const draw = { bytes, noted, receipt };
  for (const [step, work] of Object.entries(STEPS)) {
    try {
      const facts = await work(draw, (done, all) => tell(step, done, all));
      if (facts) yield { step, verdict: facts.weak ? "weak" : "yes", ...facts };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      yield { step: error.step ?? step, verdict: "no", where: error.where, stated: error.stated, computed: error.computed };
      return;
    }
  }
}
