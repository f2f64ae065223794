// The other windows of this browser that show the same widget.
export function windows(site, hear) {
  if (!("BroadcastChannel" in window)) return { tell() {} };
  const channel = new BroadcastChannel(`helpdesk:${site}`);
  channel.addEventListener("message", (event) => hear(event.data));
  return { tell: (message) => channel.postMessage(message) };
}
