// The proof page's own check. What it says stands in the page's <template>s, in the reader's language.

const form = document.querySelector("[data-draw-check]");
const language = document.documentElement.lang || "en";
const parts = new Map([...document.querySelectorAll("template[data-part]")].map((part) => [part.dataset.part, part]));
const figure = (value) => (typeof value === "number" ? new Intl.NumberFormat(language).format(value) : String(value));
const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => figure(facts[name] ?? ""));
const words = (part, facts = {}) => filled(parts.get(part)?.content.textContent ?? "", facts);

const said = document.querySelector("[data-check-said]");
const steps = document.querySelector("[data-check-steps]");

/** Say one thing above the steps, in place of what was said before. */
function say(part, facts = {}) {
  const copy = parts.get(`said ${part}`).content.cloneNode(true);
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = filled(texts.currentNode.data, facts);
  said.replaceChildren(copy);
}

/** The sentence of a step that does not hold: what it means, then where, what stands there, what was computed. */
function refusal({ step, where, stated, computed }) {
  const details = { where, stated, computed };
  const told = Object.entries(details).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return [words(`no ${step}`), ...told.map(([part]) => words(part, details))].join(" ");
}

function add(found) {
  const { step, verdict, kind } = found;
  const item = parts.get("step").content.cloneNode(true);
  const slot = (name) => item.querySelector(`[data-slot="${name}"]`);
  slot("icon").replaceWith(parts.get(`icon ${verdict}`).content.cloneNode(true));
  slot("name").textContent = words(`name ${step}`);
  slot("text").textContent = verdict === "no" ? refusal(found) : words(kind ? `${step} ${kind}` : step, found);
  item.firstElementChild.dataset.step = step;
  item.firstElementChild.dataset.verdict = verdict;
  steps.append(item);
}

// --- a receipt: the line of the mail, its file, or the address behind its QR code

/** A receipt's text from whatever was pasted or scanned; the address carries it behind the #, which no browser sends. */
function receiptFrom(text) {
  const line = text.replace(/[\r\n]+/g, "").trim();
  if (line.startsWith("{") || !line.includes("#")) return line;
  const { id, index, leaf, root, salt, ...personal } = Object.fromEntries(new URLSearchParams(line.slice(line.indexOf("#") + 1)));
  const draw = /\/proof\/(\w+)#/.exec(line)?.[1] ?? form.dataset.draw;
  return JSON.stringify({ receipt: "convive-draw-receipt-v1", draw_code: draw, entrant_id: id, index: Number(index), leaf, root, salt, private: personal });
}

/** The texts of the QR codes in a picture; none where it is no picture, or the browser cannot open it. */
async function codesIn(picture) {
  try {
    const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(picture));
    return found.map(({ rawValue }) => rawValue);
  } catch {
    return [];
  }
}

async function scanned(picture) {
  if (!("BarcodeDetector" in window)) return say("noreader");
  const codes = await codesIn(picture);
  if (!codes.length) return say("nocode");
  const mine = codes.find((text) => text.includes("#id=") || text.startsWith("{"));
  if (!mine) return say("othercode");
  form.elements.receipt.value = receiptFrom(mine);
  say("read");
}

async function chosen({ target: { files: [file] } }) {
  if (!file) return;
  if (file.type.startsWith("image/")) await scanned(file);
  else form.elements.receipt.value = (await file.text()).trim();
}

// --- the check

async function bundle() {
  const [file] = form.elements.bundle_file.files;
  if (file) return file.arrayBuffer();
  const answer = await fetch(form.dataset.bundle);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.arrayBuffer();
}

let end = null; // what is said once every step is done

function heard({ data }) {
  if (data.working) say("working", { ...data.working, step: words(`name ${data.working.step}`) });
  if (data.said) {
    add(data.said);
    const { step, verdict, drawn } = data.said;
    if (step === "structure") end = { part: drawn ? "yes" : "sealed" };
    if (step === "receipt") end = { part: "mine", mine: words(`receipt ${data.said.kind}`, data.said) };
    if (verdict === "no") end = { part: "no", step: words(`name ${step}`), text: words(`no ${step}`) };
  }
  if (data.done) say(end.part, end);
  if (data.failed) say("failed");
}

async function check(worker) {
  steps.replaceChildren();
  said.replaceChildren();
  try {
    const bytes = await bundle();
    const text = receiptFrom(form.elements.receipt.value);
    const noted = form.elements.root.value.replace(/\s+/g, "").toLowerCase();
    worker.postMessage({ bytes: new Uint8Array(bytes), noted: noted || null, receipt: text || null });
  } catch {
    say("unreachable");
  }
}

function begin() {
  if (!globalThis.crypto?.subtle) return say("insecure");
  const worker = new Worker(new URL("./draw_check_worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", heard);
  worker.addEventListener("error", () => say("failed"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(worker);
  });
  form.elements.receipt_file.addEventListener("change", chosen);
  form.hidden = false;
  if (location.hash.includes("salt=")) {
    form.elements.receipt.value = receiptFrom(location.hash);
    // The receipt is in the field now: it need not stay in the address, nor in the history.
    history.replaceState(null, "", "#s-check");
    form.scrollIntoView();
    check(worker);
  }
}

if (form) begin();
