// Who waits for a person learns their place in line. Nobody tells of those before them, so it is asked: at once when the
// wait begins, and now and then while it lasts.
const EVERY = 15000;

export const waits = (chat) => chat?.state === "open" && chat.owner === "queue" && !chat.missed;

export function inLine({ ask, chats, inView, also, changed }) {
  let begun = "";

  async function look(chat) {
    try {
      chats.know(await ask(`conversations/${chat.key}/`));
      await also();
    } catch {
      return;
    }
    changed();
  }

  setInterval(() => waits(inView()) && look(inView()), EVERY);

  return function begins() {
    const chat = inView();
    const wait = waits(chat) ? chat.key : "";
    if (wait === begun) return;
    begun = wait;
    if (wait) look(chat);
  };
}
