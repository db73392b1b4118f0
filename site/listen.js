// The player of a story: it marks what is said, and goes on where the reader points.

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.deck audio, .deck:not(.mini) .close, .mini :is(h2, .more) { display: none; }
.listen :is(button, select, label) { display: flex; align-items: center; justify-content: center; gap: .6rem; min-width: 2.75rem; height: 2.75rem; padding: 0; border: 0; cursor: pointer; }
.listen :is(button, select):hover { background: none; color: var(--accent); }
.listen svg { width: 2rem; fill: currentColor; }
.listen text { font-size: 8px; text-anchor: middle; }
.listen .toggle { grid-area: 1/1/3/2; width: 3.25rem; height: 3.25rem; border-radius: 50%; background: var(--accent); color: var(--paper); }
.listen .toggle:hover { background: var(--ink); color: var(--paper); }
.listen select { appearance: none; min-width: 3.5rem; margin-inline-start: auto; border-radius: 0; background: var(--paper); color: inherit; font: 600 .875rem var(--sans); text-align-last: center; }
.listen input { accent-color: var(--accent); width: 1.125rem; height: 1.125rem; margin: 0; }
.deck .seek { appearance: none; grid-area: 2/3; width: 100%; height: 2.75rem; background: linear-gradient(to right, var(--accent) var(--done), color-mix(in srgb, var(--soft) 40%, transparent) 0) center/100% 3px no-repeat; cursor: pointer; }
.seek::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; border-radius: 50%; background: var(--accent); }
.seek::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--accent); }
.deck .keys { grid-area: 3/1/auto/-1; margin-inline: -.4rem; }
.deck div, .further, .further div { display: flex; align-items: center; }
.further { flex-wrap: wrap; gap: 0 1.75rem; border-top: 1px solid var(--line); padding-block: .35rem; }
.further div { margin-inline-start: -1rem; button { font-size: 1.25rem; } }
.listen .mini { position: fixed; inset: auto 0 0; z-index: 2; grid-template: 3.5rem / auto auto 1fr auto; padding: 0 max(var(--pad), 50vw - 37rem) env(safe-area-inset-bottom); border-top: 1px solid var(--line); background: var(--paper); }
.listen .mini > * { grid-area: auto; }
.mini > .toggle { width: 2.75rem; height: 2.75rem; }
.heard { background: color-mix(in srgb, var(--accent) 11%, transparent); }
html:has(.mini) { scroll-padding-bottom: 4.5rem; body { padding-bottom: 3.5rem; } }
@media (min-width: 40rem) { .deck:not(.mini) .keys { grid-area: 2/4; } }
@media (max-width: 39.99rem) {
  .listen .mini { grid-template-columns: auto 1fr auto; }
  .mini > .seek { position: absolute; inset: -1.375rem 0 auto; }
}
@media (prefers-reduced-motion: no-preference) { .mini { animation: rise .2s; } @keyframes rise { from { translate: 0 100%; } } }
@media screen {
  ::highlight(sentence) { background: color-mix(in srgb, var(--accent) 11%, transparent); }
  ::highlight(word) { background: color-mix(in srgb, var(--accent) 34%, transparent); }
}
`);

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SKIP = 15;

const make = (name, of) => Object.assign(document.createElement(name), of);
const icon = (inside) => `<svg viewBox="0 0 24 24" aria-hidden="true">${inside}</svg>`;
const [PLAY, PAUSE] = [icon('<path d="M8 5v14l11-7z"/>'), icon('<path d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z"/>')];
const turn = (way) => icon(`<g transform="matrix(${way} 0 0 1 12 0)"><path d="M0 5a8 8 0 1 1-7.6 5.6" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M.5 1v8l-5-4z"/></g><text x="12" y="16">${SKIP}</text>`);

// What a reader chose, and where stories were left; for this page alone where nothing may be kept.
const memory = { speed: 1, keys: true, left: [] };

function recall() {
  try {
    Object.assign(memory, JSON.parse(localStorage.listen));
  } catch {}
  return memory;
}

function keep(change) {
  Object.assign(recall(), change);
  try {
    localStorage.listen = JSON.stringify(memory);
  } catch {}
}

/** The sentences of a cues file. Where the times of words are not known, a sentence is one word. */
function sentences(file) {
  const seconds = (clock) => clock.split(":").reduce((sum, part) => sum * 60 + +part, 0);
  const plain = (text) => text.trim().replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  return [...file.matchAll(/^(?:(\d+)\n)?([\d:.]+) --> .*((?:\n.+)+)/gm)].map(([, block, start, payload]) => {
    const parts = [start, ...payload.split(/<([\d:.]+)>/)];
    const words = [];
    while (parts.length) words.push({ start: seconds(parts.shift()), text: plain(parts.shift()) });
    return { block, words, start: words[0].start };
  });
}

/** The page as one text. Places become ranges only to be shown: nothing of the story is changed. */
function reading() {
  const nodes = [];
  let text = "";
  for (const part of document.querySelectorAll(".story > :is(h1, .stand, .body)")) {
    const walk = document.createTreeWalker(part);
    for (let node = part; node; node = walk.nextNode()) {
      if (node.parentElement.closest("aside, figure, table, pre")) continue;
      if (node.data) nodes.push({ node, from: text.length });
      else if (!getComputedStyle(node).display.startsWith("inline")) text += "\n";
      text += node.data ?? "";
    }
  }
  const spot = (at) => nodes.findLast(({ from }) => from <= at);
  return {
    /** Gives sentences and words their places, if they have one. */
    place(told) {
      let begin = 0;
      for (const sentence of told) {
        const words = sentence.words.map((word) => `(${word.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+")})`);
        // Looked for near by only, lest one that is not here be found elsewhere.
        const found = RegExp(`(?:^|[^\\p{L}\\p{N}])${words.join("\\s*")}`, "du").exec(text.slice(begin, begin + 5000));
        if (!found) continue;
        sentence.words.forEach((word, i) => ([word.from, word.to] = found.indices[i + 1].map((at) => at + begin)));
        sentence.from = sentence.words[0].from;
        begin = sentence.to = sentence.words.at(-1).to;
      }
    },
    range({ from, to }) {
      const [first, last, range] = [spot(from), spot(to - 1), new Range()];
      range.setStart(first.node, from - first.from);
      range.setEnd(last.node, to - last.from);
      return range;
    },
    /** The place under a pointer. */
    under({ clientX: x, clientY: y }) {
      const caret = document.caretPositionFromPoint?.(x, y);
      return nodes.find(({ node }) => node === caret?.offsetNode)?.from + caret?.offset;
    },
  };
}

/** Makes the player, in the section's own words. */
export function attach(section, { close }) {
  document.adoptedStyleSheets.push(sheet);
  const say = section.dataset;
  const [deck, audio, clock] = ["div", "audio", ".clock span"].map((s) => section.querySelector(s));
  let [told, near, started, text, marked, block, second, coming] = [[], true, false];

  const toggle = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());
  const length = () => audio.duration || +say.seconds;
  const go = (to) => {
    audio.currentTime = Math.max(0, Math.min(length(), to));
    show();
  };
  const by = (seconds) => go(audio.currentTime + seconds);
  const rate = (to) => {
    if (!SPEEDS.includes(to)) return;
    speed.value = audio.defaultPlaybackRate = audio.playbackRate = to;
    keep({ speed: to });
  };
  // Back is first to the beginning of what is being said.
  const step = async (way, whole) => {
    await load();
    const starts = told.filter((s, i) => !whole || s.block !== told[i - 1]?.block).map((s) => s.start);
    const now = audio.currentTime;
    go(way > 0 ? (starts.find((s) => s > now + 0.05) ?? now) : (starts.findLast((s) => s < now - 1.5) ?? 0));
  };

  const unit = (n, unit) => n.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
  const spoken = (s) => (s < 60 ? "" : `${unit(Math.floor(s / 60), "minute")} `) + unit(s % 60, "second");
  const button = (className, title, innerHTML, onclick) => make("button", { className, title, ariaLabel: title, innerHTML, onclick });
  const pair = (what, [back, forward], does, between = "") => {
    const box = make("div");
    box.append(button("", `${say.back}: ${what}`, back, () => does(-1)), between, button("", `${say.forward}: ${what}`, forward, () => does(1)));
    return box;
  };

  const play = button("toggle", say.play, PLAY, toggle);
  const seek = make("input", { type: "range", className: "seek", ariaLabel: say.position, step: "any", dir: "ltr", oninput: () => go(seek.valueAsNumber) });
  const speed = make("select", { ariaLabel: say.speed, dir: "ltr", onchange: () => rate(+speed.value) });
  speed.append(...SPEEDS.map((s) => new Option(`${s}×`, s)));
  const further = make("div", { className: "further", hidden: true });
  const more = button("more", say.settings, "•••", () => (more.ariaExpanded = !(further.hidden = !further.hidden)));
  more.ariaExpanded = false;
  const end = button("close", close, "✕", () => {
    audio.pause();
    leave();
    started = false;
    show();
    settle();
  });
  const keys = make("div", { className: "keys" });
  keys.append(pair(unit(SKIP, "second"), [turn(1), turn(-1)], (way) => by(way * SKIP)), speed, more, end);
  keys.firstChild.dir = "ltr";
  deck.prepend(play);
  deck.append(seek, keys);
  deck.after(further);
  if (say.cues) further.append(...["sentence", "paragraph"].map((name, whole) => pair(say[name], "‹›", (way) => step(way, whole), say[name])));
  for (const name of [say.cues && "follow", say.next && "onward", "keys"]) {
    if (!name) continue;
    const label = make("label");
    label.append(make("input", { type: "checkbox", checked: recall()[name], onchange: (event) => keep({ [name]: event.target.checked }) }), say[name]);
    further.append(label);
  }

  // Without words it is heard all the same.
  const load = () => (coming ??= say.cues && fetch(say.cues).then((answer) => answer.text()).then((file) => {
    [told, text] = [sentences(file), reading()];
    text.place(told);
  }).catch(() => {}));

  function mark() {
    const now = audio.currentTime + 0.02;
    const sentence = started ? told.findLast((s) => s.start <= now) : undefined;
    const word = sentence?.words.findLast((w) => w.start <= now);
    if (word === marked) return;
    marked = word;
    const there = sentence?.to && text.range(sentence);
    if (globalThis.Highlight) {
      CSS.highlights.clear();
      if (there) CSS.highlights.set("sentence", new Highlight(there));
      // What is set later lies above.
      if (there && sentence.words[1]) CSS.highlights.set("word", new Highlight(text.range(word)));
    } else {
      block?.classList.remove("heard");
      block = there?.startContainer.parentElement.closest("h1, h2, h3, p, li");
      block?.classList.add("heard");
    }
    if (!there || audio.paused || !recall().follow) return;
    const { top, bottom } = there.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight * 0.8) scrollBy(0, top - innerHeight * 0.3);
  }

  function show() {
    const [now, whole] = [audio.currentTime, length()];
    seek.max = whole;
    seek.value = now;
    seek.style.setProperty("--done", `${(100 * now) / whole}%`);
    mark();
    const s = Math.floor(now);
    if (s === second) return;
    second = s;
    clock.textContent = `${Math.floor(s / 60)}:${`${s % 60}`.padStart(2, 0)}`;
    seek.ariaValueText = `${spoken(s)} ${say.of} ${spoken(Math.round(whole))}`;
    if (s % 5 === 0) leave();
  }

  function leave() {
    if (!started) return;
    const [now, left] = [audio.currentTime, recall().left.filter(([path]) => path !== location.pathname)];
    if (now > 3 && now < length() - 3) left.unshift([location.pathname, now]);
    keep({ left: left.slice(0, 20) });
  }

  // Its place keeps its height while it is at the foot of the window.
  function settle() {
    const mini = started && !near;
    section.style.minHeight = mini ? `${section.offsetHeight}px` : "";
    deck.classList.toggle("mini", mini);
  }

  // For the lock screen, and keys of the machine.
  function tell() {
    const session = navigator.mediaSession;
    if (!session) return;
    const meta = (name) => document.querySelector(`[property="og:${name}"]`)?.content;
    const src = meta("image");
    session.metadata = new MediaMetadata({ title: document.querySelector("h1").textContent, artist: meta("site_name"), artwork: src ? [{ src }] : [] });
    const actions = { play: () => audio.play(), pause: () => audio.pause(), seekto: (to) => go(to.seekTime), seekbackward: () => by(-SKIP), seekforward: () => by(SKIP), previoustrack: () => step(-1), nexttrack: () => step(1) };
    for (const [name, does] of Object.entries(actions)) session.setActionHandler(name, does);
  }

  const frame = () => (show(), audio.paused || requestAnimationFrame(frame));
  audio.onplay = audio.onpause = () => {
    play.title = play.ariaLabel = audio.paused ? say.play : say.pause;
    play.innerHTML = audio.paused ? PLAY : PAUSE;
    if (audio.paused) return leave();
    started = true;
    load();
    tell();
    settle();
    frame();
  };
  audio.ontimeupdate = audio.ondurationchange = show;
  audio.onended = () => recall().onward && say.next && (location.href = `${say.next}#listen`);
  addEventListener("pagehide", leave);
  // Two voices are none.
  document.addEventListener("play", ({ target }) => target !== audio && audio.pause(), true);
  new IntersectionObserver(([entry]) => {
    near = entry.isIntersecting;
    settle();
  }).observe(section);

  addEventListener("click", (event) => {
    if (!text || !started || event.target.closest("a, button, summary, section") || !getSelection().isCollapsed) return;
    const at = text.under(event);
    const sentence = told.find((s) => s.from <= at && at <= s.to);
    if (sentence) go(sentence.words.findLast((word) => word.from <= at).start);
  });

  addEventListener("keydown", (event) => {
    const { target, key } = event;
    const inside = section.contains(target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input:not(.listen *), textarea, select, dialog, [contenteditable]")) return;
    const far = { j: -SKIP, l: SKIP, ...(inside && { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5 }) }[key];
    const faster = { "<": -1, ">": 1 }[key];
    const plays = key === "k" || (key === " " && target === seek);
    if (!(far || faster || plays) || !(inside || (started && recall().keys))) return;
    event.preventDefault();
    if (far) by(far);
    else if (faster) rate(SPEEDS[SPEEDS.indexOf(audio.playbackRate) + faster]);
    else toggle();
  });

  rate(recall().speed);
  const left = recall().left.find(([path]) => path === location.pathname);
  if (left) audio.currentTime = left[1];
  show();
  if (!audio.paused) audio.onplay();
  else if (location.hash === "#listen") toggle();
}
