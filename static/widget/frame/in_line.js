// Who waits for a person learns their place in line. Nobody tells of those before them, so it is asked now and then.
const EVERY = 15000;

export const waits = (chat) => chat?.state === "open" && chat.owner === "queue" && !chat.missed;

export function inLine({ ask, chats, inView, also, changed }) {
  setInterval(async () => {
    const chat = inView();
    if (!waits(chat)) return;
    try {
      chats.know(await ask(`conversations/${chat.key}/`));
      await also();
    } catch {
      return;
    }
    changed();
  }, EVERY);
}
