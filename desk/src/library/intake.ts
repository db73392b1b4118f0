// Files are added by choosing or dropping them; each is sent by itself, two at a time, with its progress.
import { make } from './dom'
import { send } from './send'

export function intake(): void {
  const form = document.querySelector<HTMLFormElement>('#intake')
  if (!form) return
  const list = form.querySelector('ul')!
  const input = form.querySelector<HTMLInputElement>('input[type=file]')!
  const waiting: (() => Promise<void>)[] = []
  let busy = 0
  const next = () => {
    while (busy < 2 && waiting.length) {
      busy += 1
      void waiting.shift()!().finally(() => {
        busy -= 1
        next()
      })
    }
  }
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const name = make('span', { className: 'name', textContent: file.name, dir: 'auto' })
      const bar = make('progress', { max: 1, value: 0, ariaLabel: file.name })
      const said = make('span', { className: 'said', textContent: 'Waiting' })
      const item = make('li', {}, name, bar, said)
      list.append(item)
      waiting.push(async () => {
        try {
          const asset = await send(file, part => {
            bar.value = part
            said.textContent = part < 1 ? `${Math.round(part * 100)} % sent` : 'Looked at'
          })
          bar.remove()
          said.textContent = 'Added'
          name.replaceChildren(make('a', { href: `/desk/media/${asset}`, textContent: file.name }))
        } catch (error) {
          bar.remove()
          item.toggleAttribute('data-failed', true)
          said.textContent = (error as Error).message
        }
      })
    }
    next()
  }
  input.onchange = () => {
    add([...input.files!])
    input.value = ''
  }
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    form.toggleAttribute('data-over', event.type !== 'dragleave' && event.type !== 'drop')
    if (event.type === 'drop') add(event.dataTransfer.files)
  }
  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) form.addEventListener(kind, over)
  // What is sent would break off with the page.
  addEventListener('beforeunload', event => busy && event.preventDefault())
}
