// The check beside the page, so that reading and scrolling never wait for it.
import { verify } from "./draw_check.js";

addEventListener("message", async ({ data: { bytes, noted, receipt } }) => {
  try {
    const tell = (step, done, all) => postMessage({ working: { step, done, all } });
    for await (const said of verify(bytes, { noted, receipt, tell })) postMessage({ said });
    postMessage({ done: true });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
