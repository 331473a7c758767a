// Security keys and passkeys: the browser is asked for one, its answer goes into the form, the form is sent.
// The form is hidden until this script has run: a key cannot be used without one.
(() => {
  const ask = async (form) => {
    const said = form.querySelector("[data-key-said]");
    said.hidden = true;
    try {
      const options = JSON.parse(form.dataset.keyOptions);
      const answer = await globalThis.webauthnJSON[form.dataset.key](options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      said.hidden = false; // no key was there, or the person said no
    }
  };
  for (const form of document.querySelectorAll("form[data-key]")) {
    form.hidden = !globalThis.PublicKeyCredential;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
})();
