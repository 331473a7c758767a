// The brand's colours seen while they are chosen. Without this script the Preview button does the same.
(() => {
  const form = document.querySelector("[data-look-form]");
  if (!form) return;
  const panel = (scheme) => document.querySelector(`.lookpreview[data-theme="${scheme}"]`);
  const derived = () => form.elements.namedItem("dark_is_derived")?.checked;
  const paint = (scheme, token, colour) => panel(scheme)?.style.setProperty(`--${token}`, colour);
  const written = (input, colour) => {
    input.value = colour.toLowerCase();
    const code = input.parentElement.querySelector("[data-hex]");
    if (code) code.textContent = colour.toUpperCase();
  };
  form.addEventListener("input", (event) => {
    const input = event.target;
    if (input.type !== "color") return;
    const [scheme, ...token] = input.name.split("-");
    paint(scheme, token.join("-"), input.value);
    written(input, input.value);
    // An evening colour chosen by hand is no longer worked out.
    if (scheme === "dark" && derived()) form.elements.namedItem("dark_is_derived").checked = false;
  });
  // The server's answer: what reads, and the colours it worked out (words on the button, the evening).
  document.addEventListener("htmx:afterSwap", () => {
    const said = document.querySelector(".lookguard__said");
    if (!said) return;
    for (const scheme of ["light", "dark"]) {
      for (const [token, colour] of Object.entries(JSON.parse(said.dataset[scheme]))) {
        paint(scheme, token, colour);
        const input = form.elements.namedItem(`${scheme}-${token}`);
        if (input && scheme === "dark" && derived()) written(input, colour);
      }
    }
  });
})();
