// One socket per page. It brings nudges, never content: the page asks for what changed. Whatever happens to the socket,
// the same question after the same position brings the page up to date.
const socketUrl = document.querySelector('meta[name="socket-url"]')?.content ?? "";
// The server speaks every 25 seconds; twice that silence is a dead line.
const SILENCE = 60000;
const SLOWEST = 30000;

let socket = null;
let tries = 0;
let timer = 0;
let heard = 0;
const wishes = new Map();
// What the socket is for: empty for all that concerns the person, else one subject, as in “watch/topic/42/”.
let path = "";

function address() {
  if (!socketUrl) return "";
  if (/^wss?:/.test(socketUrl)) return socketUrl + path;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const host = socketUrl.startsWith(":") ? location.hostname : location.host;
  return `${scheme}//${host}${socketUrl}${path}`;
}

function tell(kind, detail = {}) {
  document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
}

export function connect(to = path) {
  path = to;
  clearTimeout(timer);
  if (!address() || socket) return;
  socket = new WebSocket(address());
  socket.addEventListener("open", () => {
    tries = 0;
    heard = Date.now();
    tell("open");
  });
  socket.addEventListener("message", (event) => {
    heard = Date.now();
    const frame = JSON.parse(event.data);
    // First of all on a new connection, and whenever the server itself has missed something.
    if (frame.kind === "resync") for (const wish of wishes.values()) socket.send(JSON.stringify(wish));
    if (frame.kind !== "ping") tell(frame.kind, frame);
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    // 4001: signed out elsewhere. The next request of the page will say so.
    const again = Math.min(SLOWEST, 500 * 2 ** tries++) * (0.5 + Math.random());
    timer = setTimeout(() => connect(), event.code === 4001 ? SLOWEST : again);
    tell("lost");
  });
}

// Say something about this page. `standing` frames are said again on every new connection.
export function say(frame, { standing = "" } = {}) {
  if (standing) wishes.set(standing, frame);
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

export function unsay(standing) {
  wishes.delete(standing);
}

function wake() {
  if (socket && Date.now() - heard > SILENCE) socket.close();
  tries = 0;
  connect();
  tell("resync");
}

setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && Date.now() - heard > SILENCE) socket.close();
}, 10000);
addEventListener("online", wake);
addEventListener("offline", () => tell("lost"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wake();
});
