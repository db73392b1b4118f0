// Forms and buttons that say `data-confirm` ask before they go ahead.
import { make } from './dom'

/** Asks, and answers whether the person agrees. Escape is no. */
export function ask(question: string, words: string, yes: string): Promise<boolean> {
  return new Promise(resolve => {
    const go = make('button', { className: 'button danger', value: 'yes', textContent: yes })
    const no = make('button', { className: 'button', value: 'no', textContent: 'Cancel', autofocus: true })
    const title = make('h2', { id: 'confirm-title', textContent: question })
    const form = make('form', { method: 'dialog' }, title)
    if (words) form.append(make('p', { id: 'confirm-words', textContent: words }))
    form.append(make('p', { className: 'line end' }, no, ' ', go))
    const dialog = make('dialog', { className: 'dialog' }, form)
    dialog.setAttribute('role', 'alertdialog')
    dialog.setAttribute('aria-labelledby', title.id)
    if (words) dialog.setAttribute('aria-describedby', 'confirm-words')
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

export function confirms(): void {
  const agreed = new WeakSet<Event | HTMLFormElement>()
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    const by = event.submitter as HTMLButtonElement | null
    const data = by?.dataset.confirm ? by.dataset : form.dataset
    if (event.defaultPrevented || !data.confirm || agreed.delete(form)) return
    event.preventDefault()
    void ask(data.confirm, data.confirmWords ?? '', data.confirmDo ?? 'Go ahead').then(yes => {
      if (!yes) return by?.focus()
      agreed.add(form)
      form.requestSubmit(by)
      agreed.delete(form)
    })
  })
}
