// The page around the frame. Only the window that holds us, on an origin the widget is for, is listened to; we speak to
// the origin that greeted us and to no other. No token of the visitor ever leaves the frame this way.
export function hostPage(origins, hear) {
  let origin = "";

  addEventListener("message", (event) => {
    if (event.source !== window.parent || window.parent === window || !origins.includes(event.origin)) return;
    const message = event.data;
    if (typeof message?.kind !== "string") return;
    if (message.kind === "hello") origin = event.origin;
    if (origin === event.origin) hear(message);
  });

  return {
    say(message) {
      if (origin) window.parent.postMessage(message, origin);
    },
  };
}
