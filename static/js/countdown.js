// Keeps a countdown the server has already written true while the page stays open. One change a minute, no ticking seconds.
(() => {
  const language = document.documentElement.lang || "en";
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
  const left = (until, now) => {
    const minutes = Math.max(0, Math.floor((until - now) / 60000));
    if (minutes >= 2880) return unit(Math.floor(minutes / 1440), "day");
    if (minutes >= 120) return unit(Math.floor(minutes / 60), "hour");
    return unit(minutes, "minute");
  };
  // The house says what time it was when it wrote the page: this device's own clock may be wrong.
  const opened = performance.now();
  const refresh = () => {
    for (const place of document.querySelectorAll("time[data-countdown]")) {
      const until = Date.parse(place.dateTime);
      const said = Date.parse(place.dataset.now);
      const now = Number.isNaN(said) ? Date.now() : said + performance.now() - opened;
      // past its end the server's page has something else to say: leave the words alone
      if (Number.isNaN(until) || until <= now) continue;
      place.textContent = left(until, now);
    }
  };
  refresh();
  setInterval(refresh, 60000);
})();
