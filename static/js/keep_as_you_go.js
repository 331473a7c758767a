// What is written is kept a moment after it was changed, before anybody presses a button. Files wait for the button.
(() => {
  const form = document.querySelector("form[data-keep-as-you-go]");
  if (!form) return;
  const PAUSE_MS = 800;
  const PATIENCE_MS = 4000;
  let waiting = 0;
  let keeping = null;
  const keep = async () => {
    const told = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) told.delete(field.name);
    told.set("quietly", "1");
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await fetch(form.action, { method: "POST", body: told, credentials: "same-origin", signal }).catch(() => {
      // no network: the button will tell
    });
    keeping = null;
  };
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (keeping = keep()), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!keeping) return;
    // An older answer must not arrive after the newer one.
    event.preventDefault();
    keeping.then(() => form.requestSubmit(event.submitter));
  });
})();
