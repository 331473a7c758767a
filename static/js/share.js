// Copy and share buttons. They are hidden until this script has run: without it the address can be selected by hand.
(() => {
  const say = (button, text) => {
    const line = (button.closest(".share, .copy") || document).querySelector("[data-copy-said]");
    if (line) line.textContent = text;
  };
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button, button.dataset.done);
    } catch {
      const field = button.closest(".share")?.querySelector("input");
      if (field) field.select();
    }
  };
  const share = async (button) => {
    const { shareUrl: url, shareTitle: title, shareText: text } = button.closest("[data-share-url]").dataset;
    try {
      await navigator.share({ url, title, text });
    } catch {
      // the person closed the sheet: nothing to say
    }
  };
  const ready = (root) => {
    if (navigator.clipboard) for (const b of root.querySelectorAll("[data-copy][hidden]")) b.hidden = false;
    if (navigator.share) for (const b of root.querySelectorAll("[data-share][hidden]")) b.hidden = false;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-share]");
    if (!button) return;
    if (button.hasAttribute("data-share")) share(button);
    else copy(button);
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
})();
