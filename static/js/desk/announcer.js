// One polite line for readers of the screen, at most every five seconds.
const GAP = 5000;
let last = 0;
let waiting = 0;

export function announce(text) {
  clearTimeout(waiting);
  const wait = Math.max(0, last + GAP - Date.now());
  waiting = setTimeout(() => {
    last = Date.now();
    document.getElementById("announcer").textContent = text;
  }, wait);
}
