// Captions as rows beside the film, in place of the text that the server takes.
import { make } from './dom'

interface Cue { start: string; end: string; text: string }

const clock = (seconds: number) => {
  const whole = Math.max(0, seconds)
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const part = String(Math.round((whole % 1) * 1000) % 1000).padStart(3, '0')
  return `${whole >= 3600 ? `${two(whole / 3600)}:` : ''}${two((whole / 60) % 60)}:${two(whole % 60)}.${part}`
}
const seconds = (text: string) => text.trim().replace(',', '.').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

/** The cues of a text; null if it says more than rows can show, such as notes or styles. */
function read(text: string): Cue[] | null {
  const cues: Cue[] = []
  for (const block of text.replace(/\r\n?/g, '\n').split(/\n\n+/)) {
    const lines = block.split('\n').filter(Boolean)
    if (!lines.length || /^WEBVTT/.test(lines[0])) continue
    const at = lines.findIndex(line => line.includes('-->'))
    if (at < 0) return null
    const [start, end] = lines[at].split('-->').map(part => part.trim().split(/\s/)[0])
    cues.push({ start, end, text: lines.slice(at + 1).join('\n') })
  }
  return cues
}

const write = (cues: Cue[]) => `WEBVTT\n${cues.filter(cue => cue.text.trim()).map(cue => `\n${cue.start} --> ${cue.end}\n${cue.text.trim().replace(/\n\s*\n/g, '\n')}\n`).join('')}`

export function captions(): void {
  const film = document.querySelector<HTMLMediaElement>('#film')
  for (const form of document.querySelectorAll<HTMLFormElement>('form.caption')) rows(form, film)
  for (const file of document.querySelectorAll<HTMLInputElement>('input[data-into]')) {
    file.onchange = async () => {
      const into = document.getElementById(file.dataset.into!) as HTMLTextAreaElement
      into.value = (await file.files?.[0]?.text()) ?? into.value
      into.dispatchEvent(new Event('change'))
    }
  }
}

function rows(form: HTMLFormElement, film: HTMLMediaElement | null): void {
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name=text]')!
  const list = make('ol', { className: 'cues' })
  const add = make('button', { type: 'button', className: 'button small', textContent: film ? 'Add words where the player is' : 'Add words' })
  const keep = () => {
    text.value = list.children.length ? write([...list.children].map(item => {
      const [start, end, words] = item.querySelectorAll<HTMLInputElement>('input, textarea')
      const wrong = !(seconds(end.value) > seconds(start.value))
      for (const time of [start, end]) time.ariaInvalid = String(wrong)
      return { start: start.value, end: end.value, text: words.value }
    })) : ''
  }
  const row = (cue: Cue) => {
    const start = make('input', { value: cue.start, ariaLabel: 'From', inputMode: 'numeric' })
    const end = make('input', { value: cue.end, ariaLabel: 'Until', inputMode: 'numeric' })
    const words = make('textarea', { value: cue.text, ariaLabel: 'Words', rows: 1, dir: 'auto', spellcheck: true })
    const drop = make('button', { type: 'button', className: 'button small quiet', textContent: 'Remove' })
    const item = make('li', {}, start, end, words, drop)
    drop.onclick = () => {
      const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector('textarea') ?? add
      item.remove()
      keep()
      next.focus()
    }
    words.onfocus = () => {
      if (film && film.paused && Number.isFinite(seconds(start.value))) film.currentTime = seconds(start.value)
    }
    item.oninput = keep
    return item
  }
  const fill = () => {
    const cues = read(text.value)
    const plain = cues === null
    text.closest<HTMLElement>('.field')!.hidden = !plain
    list.hidden = add.hidden = plain
    if (cues) list.replaceChildren(...cues.map(row))
  }
  add.onclick = () => {
    const at = film?.currentTime ?? seconds(list.lastElementChild?.querySelectorAll('input')[1].value ?? '0')
    const item = row({ start: clock(at), end: clock(at + 2.5), text: '' })
    const later = [...list.children].find(other => seconds(other.querySelector('input')!.value) > at)
    list.insertBefore(item, later ?? null)
    keep()
    item.querySelector('textarea')!.focus()
  }
  text.addEventListener('change', fill)
  text.closest('.field')!.after(list, add)
  fill()
}
