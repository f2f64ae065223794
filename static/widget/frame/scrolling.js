// Follow the newest words while somebody reads them; leave who reads further up where they are.
const NEAR = 80;

export function follow(log, down, words) {
  let missed = 0;
  let stuck = true;

  function toEnd() {
    stuck = true;
    missed = 0;
    down.hidden = true;
    log.scrollTop = log.scrollHeight;
  }

  log.addEventListener("scroll", () => {
    stuck = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (stuck) toEnd();
  });
  // Pictures arrive, a keyboard rises: the end stays the end.
  log.addEventListener("load", () => stuck && toEnd(), true);
  new ResizeObserver(() => stuck && toEnd()).observe(log);
  down.addEventListener("click", () => {
    toEnd();
    log.focus();
  });

  return {
    toEnd,
    // After the log has grown by so many of their messages.
    grown(news) {
      if (stuck) return toEnd();
      missed += news;
      words.textContent = `${missed} new`;
      down.hidden = missed === 0;
      return undefined;
    },
  };
}
