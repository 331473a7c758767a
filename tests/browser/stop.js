// Where the focus stands, and what is wrong with it, in words; null when it stands nowhere.
// Given a selector, says whether it has arrived there. WCAG 2.2: 2.4.3, 2.4.7, 2.4.11, 1.4.11.
wanted => {
  const el = document.activeElement, wrong = [];
  const before = window.convive_stop;
  if (!el || el === document.body || el === document.documentElement) return null;
  const style = e => getComputedStyle(e);
  const ring = e => style(e).outlineStyle === "none" || style(e).opacity === "0" ? 0 : parseFloat(style(e).outlineWidth);
  const words = e => (e.getAttribute("aria-label") || e.labels?.[0]?.innerText || e.innerText
    || e.value || "").trim().replace(/\s+/g, " ").slice(0, 60);
  const name = `${el.localName}${el.id ? "#" + el.id : ""} "${words(el)}"`;

  // The ring is drawn by the element, or by the label or the line that stands for it.
  let ringed = el;
  for (let up = 0; up < 3 && ringed && ring(ringed) < 2; up += 1) ringed = ringed.parentElement;
  if (!ringed || ring(ringed) < 2) { if (el.tabIndex >= 0) wrong.push("has no ring of 2 px"); ringed = el; }
  if (before && before.ringed !== ringed && before.ringed.isConnected && ring(before.ringed) === before.ring
      && before.ring && !before.ringed.contains(el))
    wrong.push(`the ring of ${before.name} is no different without the focus`);

  const numbers = colour => colour.match(/[\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let ground = ringed.parentElement;
  while (ground && (numbers(style(ground).backgroundColor)[3] ?? 1) < 1) ground = ground.parentElement;
  const behind = ground ? style(ground).backgroundColor : "rgb(255, 255, 255)";
  const pair = [light(style(ringed).outlineColor), light(behind)].sort((a, b) => b - a);
  const contrast = (pair[0] + .05) / (pair[1] + .05);
  if (ring(ringed) && contrast < 3) wrong.push(`its ring has ${contrast.toFixed(1)} to 1`);

  const boxes = [...ringed.getClientRects()].filter(r => r.width > 1 && r.height > 1);
  if (!boxes.length) return {name, arrived: false, contrast: null, wrong: [...wrong, "cannot be seen"]};
  const box = boxes[0], whole = ringed.getBoundingClientRect();
  const seen = Math.min(whole.bottom, innerHeight) - Math.max(whole.top, 0);
  if (seen < Math.min(whole.height, 44) - 1) wrong.push(`is not scrolled into view (${Math.round(seen)} px of it)`);
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const theirs = hit => hit && (ringed.contains(hit) || [...(el.labels || [])].some(l => l.contains(hit)));
  for (const y of box.height < innerHeight * .7 ? [top + 3, (top + bottom) / 2, bottom - 3] : [(top + bottom) / 2]) {
    const hit = document.elementFromPoint((left + right) / 2, y);
    if (theirs(hit)) continue;
    wrong.push(`is covered by ${hit ? hit.outerHTML.slice(0, 80) : "nothing of the page"}`);
    break;
  }
  const grown = ring(ringed) + parseFloat(style(ringed).outlineOffset);
  for (let up = ringed.parentElement; up && up !== document.body; up = up.parentElement) {
    if (style(up).overflowX === "visible") continue;
    const room = up.getBoundingClientRect();
    const cut = ["left", "top"].filter(s => box[s] - grown < room[s] - 1)
      .concat(["right", "bottom"].filter(s => box[s] + grown > room[s] + 1));
    if (cut.length > 1) wrong.push(`its ring is cut at ${cut.join(", ")} by ${up.className}`);
  }

  if (document.querySelector("[tabindex]:not([tabindex='0'], [tabindex='-1'])")) wrong.push("a page with its own order");
  const here = {top: whole.top + scrollY, bottom: whole.bottom + scrollY, left: whole.left, right: whole.right};
  const there = before?.here;
  if (there && !el.matches(".skip") && !before.ringed.contains(ringed) && here.bottom <= there.top && here.left < there.right)
    wrong.push(`stands above ${before.name}, which comes before it`);
  window.convive_stop = {ringed, ring: ring(ringed), name, here};
  return {name, wrong, arrived: el.matches(wanted), contrast: ring(ringed) ? contrast : null};
}
