// Plays a film whose rungs the browser does not know how to choose from by itself (HLS, RFC 8216). Fetched when
// somebody presses Play, and by nobody else.
import Hls from 'hls.js/light'

/** Has a film play from its list of rungs; where that fails, the plain file beside it plays. */
export function attach(film: HTMLVideoElement, list: string): void {
  if (!Hls.isSupported()) return
  const hls = new Hls({
    // What a worker would be made of is not ours to allow (content security policy).
    enableWorker: false,
    capLevelToPlayerSize: true,
    maxBufferLength: 30,
  })
  hls.on(Hls.Events.ERROR, (_, error) => {
    if (!error.fatal) return
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && error.details !== Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
      hls.recoverMediaError()
      return
    }
    const at = film.currentTime
    hls.destroy()
    const plain = film.querySelector<HTMLSourceElement>('source[type="video/mp4"]')
    if (!plain) return
    film.src = plain.src
    film.currentTime = at
    void film.play()
  })
  hls.loadSource(list)
  hls.attachMedia(film)
}
