// A page that waits for something looks again by itself, and is shown anew only when it has something else to say.
(() => {
  const waiting = () => document.querySelector('meta[name="look-again"]');
  // What somebody is writing would be lost, and their place with it.
  const writing = () => document.activeElement?.matches("input, select, textarea");
  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector('meta[name="look-again"]');
      if (answer.ok && !writing() && found?.dataset.state !== waiting().dataset.state) {
        // What comes after has a page of its own: the ceremony goes on there.
        const then = waiting().dataset.then;
        if (then && !found) location.assign(then);
        else location.reload();
        return;
      }
    } catch {
      // no network just now: the next look may have it
    }
    setTimeout(look, Number(waiting().content) * 1000);
  };
  if (waiting()) setTimeout(look, Number(waiting().content) * 1000);
})();
