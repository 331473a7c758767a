// Keeps a countdown the server has already written true while the page stays open. One change a minute, no ticking seconds.
(() => {
  const language = document.documentElement.lang || "en";
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
  const left = (until) => {
    const minutes = Math.max(0, Math.floor((until - Date.now()) / 60000));
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    if (days > 1) return unit(days, "day");
    if (days === 1) return `${unit(1, "day")} ${unit(hours, "hour")}`;
    if (hours > 0) return `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
    return unit(minutes, "minute");
  };
  const refresh = () => {
    for (const place of document.querySelectorAll("time[data-countdown]")) {
      const until = Date.parse(place.dateTime);
      // past its end the server's page has something else to say: leave the words alone
      if (Number.isNaN(until) || until <= Date.now()) continue;
      place.textContent = left(until);
    }
  };
  refresh();
  setInterval(refresh, 60000);
})();
