// A film's still is what the player shows at the moment.
export function still(): void {
  const button = document.querySelector<HTMLButtonElement>('#take-still')
  const film = document.querySelector<HTMLVideoElement>('#film')
  const field = document.querySelector<HTMLInputElement>('#poster_at')
  if (!button || !film || !field) return
  button.onclick = () => {
    field.value = film.currentTime.toFixed(2)
    field.focus()
  }
}
