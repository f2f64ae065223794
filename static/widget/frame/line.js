// The line to the desk: a socket that hints, and plain questions where there is none. Whoever holds it asks for what is
// new on every `wake`: first thing on a new connection, after sleep, when the network is back, and while polling.
const SILENCE = 60000;
const SLOWEST = 30000;
const POLL_SEEN = 4000;
const POLL_HIDDEN = 20000;
const UNKNOWN = 4001;

function addressOf(site) {
  const socket = document.body.dataset.socket ?? "";
  if (!socket) return "";
  const path = `widget/${encodeURIComponent(site)}/`;
  if (/^wss?:/.test(socket)) return socket + path;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${socket.startsWith(":") ? location.hostname : location.host}${socket}${path}`;
}

export function line({ site, token, hear, wake, isSeen, lost }) {
  const address = addressOf(site);
  let socket = null;
  let tries = 0;
  let heard = 0;
  let again = 0;
  let poll = 0;
  let wanted = false;

  const greeted = () => socket?.greeted === true;

  function connect() {
    clearTimeout(again);
    if (!wanted || socket || !token()) return;
    polling();
    if (!address) return;
    try {
      socket = new WebSocket(address);
    } catch {
      return retry();
    }
    const mine = socket;
    heard = Date.now();
    mine.addEventListener("open", () => mine.send(JSON.stringify({ kind: "hello", token: token() })));
    mine.addEventListener("message", (event) => {
      heard = Date.now();
      const frame = JSON.parse(event.data);
      if (frame.kind === "resync") {
        mine.greeted = true;
        tries = 0;
        wake();
      } else if (frame.kind !== "ping") hear(frame);
    });
    mine.addEventListener("close", (event) => {
      if (socket !== mine) return;
      socket = null;
      if (event.code === UNKNOWN) lost();
      retry();
    });
  }

  function retry() {
    clearTimeout(again);
    // 1, 2, 4 … 30 seconds, each somewhere around its length, so that a thousand windows do not come at once.
    const pause = Math.min(SLOWEST, 1000 * 2 ** tries++) * (0.5 + Math.random() / 2);
    if (wanted) again = setTimeout(connect, pause);
    polling();
  }

  // Where sockets are blocked, or until one is back, questions take their place.
  function polling() {
    clearTimeout(poll);
    if (!wanted) return;
    poll = setTimeout(
      () => {
        if (!greeted() && token()) wake();
        polling();
      },
      isSeen() ? POLL_SEEN : POLL_HIDDEN,
    );
  }

  function rouse() {
    if (!wanted) return;
    if (socket && Date.now() - heard > SILENCE) {
      const dead = socket;
      socket = null;
      dead.close();
    }
    tries = 0;
    connect();
    polling();
    wake();
  }

  setInterval(() => socket && heard && Date.now() - heard > SILENCE && socket.close(), 10000);
  addEventListener("online", rouse);
  addEventListener("pageshow", rouse);
  document.addEventListener("visibilitychange", () => document.hidden || rouse());

  return {
    // Be on the line from now on, or anew with another token.
    join({ anew = false } = {}) {
      wanted = true;
      // One that is not open yet will say hello with the new token anyway.
      if (anew && socket?.readyState === WebSocket.OPEN) {
        const old = socket;
        socket = null;
        old.close();
      }
      connect();
    },
    rouse,
  };
}
