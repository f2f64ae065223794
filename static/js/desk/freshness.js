// Whether this page holds all there is. While it may not, sending waits: nobody answers over a message they cannot see.
let behind = false;

export function isBehind() {
  return behind || navigator.onLine === false;
}

export function setBehind(value) {
  behind = value;
  draw();
}

function draw() {
  const now = isBehind();
  document.body.classList.toggle("is-behind", now);
  const strip = document.getElementById("offline");
  if (strip) strip.hidden = !now;
}

addEventListener("online", draw);
addEventListener("offline", draw);

// Run a job now if none runs, and once more if asked meanwhile; at least `gap` ms and twice its own time lie between
// two starts, so a busy desk asks as often as the server answers easily.
export function coalesce(job, gap) {
  let running = false;
  let wanted = false;
  return async function ask() {
    if (running) {
      wanted = true;
      return;
    }
    running = true;
    const start = performance.now();
    try {
      await job();
    } finally {
      const took = performance.now() - start;
      setTimeout(() => {
        running = false;
        if (wanted) {
          wanted = false;
          ask().catch(() => {});
        }
      }, Math.max(gap - took, took));
    }
  };
}
