// A form that takes one file sends it in parts, as the library does, and then says which asset it has become.
import { make } from './dom'
import { send } from './send'

export function choosing(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sends]')) {
    const input = form.querySelector<HTMLInputElement>('input[type=file]')!
    const said = form.querySelector<HTMLElement>('.said')!
    const button = form.querySelector('button')!
    let sending = false
    form.addEventListener('submit', event => {
      const [file] = input.files!
      if (!file) return
      event.preventDefault()
      if (sending) return
      sending = true
      button.setAttribute('aria-busy', 'true')
      send(file, part => {
        said.textContent = part < 1 ? `${Math.round(part * 100)} % sent` : 'Looked at'
      }).then(
        asset => {
          input.remove()
          form.enctype = 'application/x-www-form-urlencoded'
          form.append(make('input', { type: 'hidden', name: 'asset', value: asset }))
          sending = false
          form.submit()
        },
        (error: Error) => {
          sending = false
          button.removeAttribute('aria-busy')
          said.textContent = error.message
        },
      )
    })
    // What is sent would break off with the page.
    addEventListener('beforeunload', event => sending && event.preventDefault())
  }
}
