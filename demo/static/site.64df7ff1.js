// Comfort only: every page is whole without this.
const $ = (s) => document.querySelector(s);

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

// Listen: the clock beside the player, and its speed.
const audio = $(".listen audio");
if (audio) {
  const [clock, speed] = [$(".clock span"), $(".listen button")];
  const speeds = [1, 1.25, 1.5, 2, 0.75];
  audio.ontimeupdate = () => {
    const s = Math.floor(audio.currentTime);
    clock.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  };
  speed.hidden = false;
  speed.onclick = () => {
    const rate = speeds[(speeds.indexOf(audio.playbackRate) + 1) % speeds.length];
    audio.defaultPlaybackRate = audio.playbackRate = rate;
    speed.firstChild.data = `${rate}×`;
  };
}
