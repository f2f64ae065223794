// Who this browser is to the desk: a token made at the first message, shared by all windows through storage.
import { alone } from "./alone.js";
import { Refused } from "./ask.js";

export function makeVisitor({ keep, ask, tabs, tellHost }) {
  let identity = "";
  let known = null;

  const token = () => keep.get("token") ?? "";

  function take(answer) {
    known = answer.visitor;
    keep.set("token", answer.token);
    tabs.tell({ kind: "visitor" });
  }

  return {
    token,
    get known() {
      return known;
    },
    get identified() {
      return identity !== "" || known?.verified === true;
    },

    // The visitor's token, made when there is none yet: once, however many windows ask.
    ensure: (about = {}) =>
      alone("visitor", async () => {
        if (token()) return;
        take(await ask("visitors/", { body: { ...about, identity } }));
      }),

    // Who we were; a token nobody knows any more is forgotten.
    async recall() {
      if (!token()) return null;
      try {
        known = (await ask("visitors/me/")).visitor;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 401) throw error;
        this.forget();
        if (identity) await this.identify(identity);
      }
      return known;
    },

    // The host page says who is here, by a token its server has signed.
    identify: async (signed) => {
      identity = signed;
      if (!signed) return false;
      try {
        const before = token();
        await alone("visitor", async () => take(await ask("visitors/", { body: { identity: signed } })));
        return token() !== before;
      } catch (error) {
        if (error.code === "bad_identity") {
          identity = "";
          tellHost("identity_needed", { message: error.message });
        }
        throw error;
      }
    },

    async introduce(about) {
      known = (await ask("visitors/me/", { body: about })).visitor;
    },

    forget() {
      known = null;
      keep.drop("token");
    },
  };
}
