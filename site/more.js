// Pictures seen large, one beside the other: swiped, or walked through with keys and buttons. Fetched when somebody
// opens the first.

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.lightbox { box-sizing: border-box; width: 100%; max-width: none; height: 100%; max-height: none; margin: 0; padding: 0; border: 0; background: #0b0c0d; color: #ebe8e0; overflow: hidden; }
.lightbox ul { display: flex; height: 100%; margin: 0; padding: 0; list-style: none; overflow: auto hidden; scroll-snap-type: x mandatory; overscroll-behavior: contain; scrollbar-width: none; }
.lightbox li { flex: 0 0 100%; display: grid; grid-template-rows: minmax(0, 1fr) auto; height: 100%; scroll-snap-align: center; scroll-snap-stop: always; }
.lightbox picture, .lightbox li > img { display: grid; place-items: center; min-height: 0; height: 100%; }
.lightbox img { width: 100%; height: 100%; object-fit: contain; background: none; filter: none; }
.lightbox figcaption { margin: 0; padding: .8rem max(1rem, 5vw) 1.2rem; max-width: none; color: #c9c5bb; text-align: center; }
.lightbox button { position: absolute; z-index: 1; inset-block-start: .75rem; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; padding: 0; border: 1px solid #ebe8e055; border-radius: 50%; background: #0b0c0dcc; color: inherit; font: 1.25rem/1 system-ui, sans-serif; cursor: pointer; }
.lightbox button:hover { background: #ebe8e0; color: #0b0c0d; }
.lightbox :is(button, ul):focus-visible { outline: 3px solid #ff8b70; outline-offset: -3px; }
.lightbox .close { inset-inline-end: .75rem; }
.lightbox :is(.before, .after) { inset-block-start: calc(50% - 1.4rem); }
.lightbox .before { inset-inline-start: .75rem; }
.lightbox .after { inset-inline-end: .75rem; }
.lightbox .count { position: absolute; z-index: 1; inset-block-start: 1rem; inset-inline-start: 1rem; margin: 0; padding: .45rem .6rem; border-radius: 1rem; background: #0b0c0dcc; font: .8125rem/1 system-ui, sans-serif; color: #c9c5bb; }
.lightbox[data-one] :is(.before, .after, .count) { display: none; }
@media (pointer: coarse) { .lightbox :is(.before, .after) { display: none; } }
@media (prefers-reduced-motion: no-preference) { .lightbox ul { scroll-behavior: smooth; } }
`);

const make = (name, of = {}) => Object.assign(document.createElement(name), of);

/** Shows pictures, beginning with one of them. `words` are those of the buttons. */
export function show(photos, first, words) {
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const box = make("dialog", { className: "lightbox", ariaLabel: words.photos });
  const list = make("ul", { tabIndex: 0 });
  const rtl = getComputedStyle(document.documentElement).direction === "rtl";
  for (const photo of photos) {
    const item = make("li");
    const picture = (photo.matches("picture") ? photo : photo.querySelector("picture, img:not(.soon)") ?? photo).cloneNode(true);
    for (const source of [picture, ...picture.querySelectorAll("source, img")]) source.removeAttribute?.("sizes"), source.srcset && (source.sizes = "100vw");
    const image = picture.matches("img") ? picture : picture.querySelector("img");
    image.loading = "lazy";
    image.removeAttribute("fetchpriority");
    item.append(picture);
    const caption = photo.closest("figure").querySelector("figcaption");
    if (caption) item.append(caption.cloneNode(true));
    list.append(item);
  }
  const count = make("p", { className: "count" });
  count.setAttribute("aria-live", "polite");
  const button = (className, sign, label, onclick) => make("button", { className, textContent: sign, ariaLabel: label, onclick });
  let at = first;
  const tell = () => (count.textContent = `${at + 1} / ${photos.length}`);
  const go = (to) => {
    at = Math.max(0, Math.min(photos.length - 1, to));
    list.children[at].scrollIntoView({ block: "nearest", inline: "center" });
    tell();
  };
  box.toggleAttribute("data-one", photos.length < 2);
  box.append(
    count,
    button("close", "×", words.close, () => box.close()),
    button("before", rtl ? "→" : "←", words.before, () => go(at - 1)),
    button("after", rtl ? "←" : "→", words.after, () => go(at + 1)),
    list,
  );
  box.onkeydown = (event) => {
    const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, Home: -photos.length, End: photos.length }[event.key];
    if (!step) return;
    event.preventDefault();
    go(at + step);
  };
  box.onclick = (event) => event.target === event.target.closest("li") && box.close();
  box.onclose = () => box.remove();
  list.onscrollend = () => {
    const seen = Math.round(Math.abs(list.scrollLeft) / list.clientWidth);
    if (seen !== at && list.clientWidth) (at = seen), tell();
  };
  document.body.append(box);
  box.showModal();
  list.style.scrollBehavior = "auto";
  go(first);
  list.style.scrollBehavior = "";
}
