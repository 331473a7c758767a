// A witness's secret is made here, in this browser, and only its commitment is sent (draw-v1, section 5.3).
(() => {
  const box = document.querySelector("[data-witness]");
  if (!box || !globalThis.crypto?.subtle) return;
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const make = async () => {
    const value = crypto.getRandomValues(new Uint8Array(32));
    const said = new TextEncoder().encode(`convive-commit-v1\0${box.dataset.draw}\0${box.dataset.label}\0`);
    const both = new Uint8Array(said.length + value.length);
    both.set(said);
    both.set(value, said.length);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", both));
    box.querySelector("[data-secret]").textContent = hex(value);
    box.querySelector("[data-made]").hidden = false;
    document.querySelector("input[name=commitment]").value = hex(digest);
  };
  box.hidden = false;
  box.querySelector("button").addEventListener("click", make);
})();
