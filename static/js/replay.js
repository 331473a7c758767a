// A rehearsal's days, one at a time, as fast as one likes. Without this script they stand as a list.
(() => {
  const root = document.querySelector("[data-replay]");
  if (!root) return;
  const frames = [...root.querySelectorAll("[data-frame]")];
  const [controls, play, day, speed, all] = ["controls", "play", "day", "speed", "all"].map((name) =>
    root.querySelector(`[data-${name}]`),
  );
  const words = { play: play.textContent, pause: play.dataset.pause };
  let timer = 0;
  const show = (number) => {
    day.value = String(number);
    const said = frames[number - 1].querySelector("h2").textContent;
    day.setAttribute("aria-valuetext", said);
    frames.forEach((frame, index) => {
      frame.hidden = index !== number - 1;
    });
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    play.textContent = words.play;
  };
  const next = () => {
    const number = Number(day.value);
    if (number >= frames.length) return stop();
    show(number + 1);
    timer = setTimeout(next, 1000 / Number(speed.value));
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = words.pause;
    show(Number(day.value) >= frames.length ? 1 : Number(day.value));
    timer = setTimeout(next, 1000 / Number(speed.value));
  });
  day.addEventListener("input", () => {
    stop();
    show(Number(day.value));
  });
  all.addEventListener("click", () => {
    stop();
    for (const frame of frames) frame.hidden = false;
  });
  if (frames.length) {
    controls.hidden = false;
    show(1);
  }
})();
