// Comfort only: every page is whole without this.
const $ = (s) => document.querySelector(s);
const all = (s) => [...document.querySelectorAll(s)];
const own = document.currentScript.dataset;
const make = (name, of) => Object.assign(document.createElement(name), of);

$(".row [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Pass it on: the device's own sheet on small screens, else the address to the clipboard.
const pass = $(".share button");
if (pass) {
  const url = $("link[rel=canonical]")?.href ?? location.href;
  const sheet = navigator.share && matchMedia("(pointer:coarse)").matches;
  if (sheet) pass.textContent = pass.dataset.more;
  pass.hidden = !sheet && !navigator.clipboard;
  pass.onclick = async () => {
    try {
      if (sheet) await navigator.share({ title: $("h1").textContent, url });
      else {
        await navigator.clipboard.writeText(url);
        pass.textContent = pass.dataset.done;
      }
    } catch {}
  };
}

// Listen: the player comes when its place comes near. Until then, and without it, the browser's own plays.
const listen = $(".listen");
if (listen) {
  const come = ([entry], near) => {
    if (!entry.isIntersecting) return;
    near.disconnect();
    import(own.listen).then((player) => player.attach(listen, own)).catch(() => {});
  };
  new IntersectionObserver(come, { rootMargin: "50%" }).observe(listen);
}

// Chapters: heard from there on, in the page's own player.
const sound = $(".listen audio");
for (const chapter of sound ? all("[data-at]") : []) {
  chapter.onclick = (event) => {
    event.preventDefault();
    sound.currentTime = chapter.dataset.at;
    sound.play();
  };
}

// Films: a still with one sign on it. What chooses between the rungs is fetched by whoever plays one, and only where
// the browser does not do it by itself.
for (const film of all("video[controls]")) {
  const box = make("div", { className: "screen" });
  const play = make("button", { className: "play", ariaLabel: film.closest("figure").querySelector(".reel")?.textContent ?? film.ariaLabel });
  film.replaceWith(box);
  box.append(film, play);
  film.controls = false;
  play.onclick = async () => {
    play.remove();
    film.controls = true;
    film.focus();
    const list = film.querySelector("[type$=mpegurl]");
    if (list && !film.canPlayType(list.type)) {
      try {
        (await import(own.player)).attach(film, list.src);
      } catch {}
    }
    film.play();
  };
}

// Pictures of a story: seen large when somebody asks for it.
const photos = all(".story .photo img:not(.soon)").map((e) => e.closest(".frame, picture") ?? e);
for (const [at, photo] of photos.entries()) {
  const alt = photo.alt ?? photo.querySelector("img").alt;
  const open = make("button", { className: "large", ariaHasPopup: "dialog", ariaLabel: alt ? `${own.large}: ${alt}` : own.large });
  const box = make("div", { className: "screen" });
  photo.replaceWith(box);
  box.append(photo, open);
  open.onclick = async () => (await import(own.more)).show(photos, at, own);
}
