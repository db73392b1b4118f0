// Curation by hand: a slot is dragged by its handle, or moved by Alt and the arrow keys. The draft is saved by the
// same form that the buttons send.
import { all } from './dom'

const slots = (list: Element) => all('[data-slot]', list)

export function curation(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-curate]')
  const list = form?.querySelector<HTMLElement>('.slots')
  if (!form || !list) return
  const told = document.getElementById('curate-said')
  const tell = (words: string) => {
    if (told) told.textContent = words
  }

  // Saves go one after another, since each is made from the state that the one before left.
  let line = Promise.resolve()
  let saving = 0
  let typed = false
  const save = () => {
    saving += 1
    line = line.then(() => keep(form, tell)).then(() => {
      saving -= 1
    })
  }
  form.addEventListener('submit', event => {
    typed = false
    if (!saving) return
    // The button may have been replaced by the time that the draft is saved.
    event.preventDefault()
    const value = (event.submitter as HTMLButtonElement | null)?.value ?? 'save'
    void line.then(() => form.requestSubmit(document.querySelector<HTMLButtonElement>(`button[form=${form.id}][value="${value}"], #${form.id} button[value="${value}"]`)))
  })
  form.addEventListener('input', () => {
    typed = true
  })
  addEventListener('beforeunload', event => {
    if (typed) event.preventDefault()
  })

  const settle = (slot: HTMLElement) => {
    number(list)
    const place = slots(list).indexOf(slot) + 1
    const title = slot.querySelector('h2')?.textContent ?? ''
    tell(`${title}: now ${place} of ${slots(list).length}`)
    save()
  }

  list.addEventListener('keydown', event => {
    const slot = (event.target as Element).closest<HTMLElement>('[data-slot]')
    if (!slot || !event.altKey || event.ctrlKey || event.metaKey) return
    const focused = event.target as HTMLElement
    const there = event.key === 'ArrowUp' ? slot.previousElementSibling : event.key === 'ArrowDown' ? slot.nextElementSibling : null
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    // Alt and an arrow opens the list of a date or a choice; elsewhere it moves the slot.
    if (focused instanceof HTMLInputElement && focused.type === 'datetime-local') return
    event.preventDefault()
    if (!there) return
    if (event.key === 'ArrowUp') there.before(slot)
    else there.after(slot)
    focused.focus()
    settle(slot)
  })

  // Up and down buttons move in place too, and keep the focus where it is.
  form.addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[name=do]')
    const way = button?.value.split(':')[0]
    const slot = button?.closest<HTMLElement>('[data-slot]')
    if (!button || !slot || (way !== 'up' && way !== 'down')) return
    event.preventDefault()
    if (way === 'up') slot.previousElementSibling?.before(slot)
    else slot.nextElementSibling?.after(slot)
    settle(slot)
    if (button.disabled) all<HTMLButtonElement>('.moves button:not(:disabled)', slot)[0]?.focus()
    else button.focus()
  })

  for (const grip of all('[data-grip]', list)) {
    grip.addEventListener('pointerdown', event => {
      const slot = grip.closest<HTMLElement>('[data-slot]')
      if (slot && event.button === 0) drag(list, slot, grip, event, settle)
    })
  }
}

/** Pointer events rather than HTML's own dragging, so that it works by touch as well. */
function drag(list: HTMLElement, slot: HTMLElement, grip: HTMLElement, start: PointerEvent, settle: (slot: HTMLElement) => void): void {
  start.preventDefault()
  grip.focus()
  grip.setPointerCapture(start.pointerId)
  slot.classList.add('lifted')
  let before: Element | null | undefined
  const clear = () => {
    for (const one of slots(list)) one.classList.remove('over-before', 'over-after')
  }
  const move = (event: PointerEvent) => {
    clear()
    const others = slots(list).filter(one => one !== slot)
    const under = others.find(one => event.clientY < one.getBoundingClientRect().top + one.offsetHeight / 2)
    before = under ?? null
    if (under) under.classList.add('over-before')
    else others.at(-1)?.classList.add('over-after')
    const edge = 70
    if (event.clientY < edge * 2) scrollBy(0, -12)
    else if (event.clientY > innerHeight - edge) scrollBy(0, 12)
  }
  const end = (event: Event) => {
    grip.removeEventListener('pointermove', move)
    for (const name of ['pointerup', 'pointercancel', 'keydown']) grip.removeEventListener(name, over)
    clear()
    slot.classList.remove('lifted')
    if (event.type !== 'pointerup' || before === undefined || before === slot.nextElementSibling) return
    list.insertBefore(slot, before)
    grip.focus()
    settle(slot)
  }
  const over = (event: Event) => {
    if (event.type !== 'keydown' || (event as KeyboardEvent).key === 'Escape') end(event)
  }
  grip.addEventListener('pointermove', move)
  for (const name of ['pointerup', 'pointercancel', 'keydown']) grip.addEventListener(name, over)
}

/** The first cannot go up, nor the last down. */
function number(list: HTMLElement): void {
  const order = slots(list)
  for (const [at, slot] of order.entries()) {
    for (const button of all<HTMLButtonElement>('button[name=do]', slot)) {
      if (button.value.startsWith('up:')) button.disabled = at === 0
      if (button.value.startsWith('down:')) button.disabled = at === order.length - 1
    }
  }
}

/** Sends the draft, and takes its new state out of the page that comes back. */
async function keep(form: HTMLFormElement, tell: (words: string) => void): Promise<void> {
  const data = new FormData(form)
  data.set('do', 'save')
  try {
    const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data as unknown as Record<string, string>), headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const state = page.getElementById('curate-state')
    const old = document.getElementById('curate-state')
    const focused = old?.contains(document.activeElement) ? (document.activeElement as HTMLButtonElement).value : ''
    if (state) old?.replaceWith(state)
    if (focused) state?.querySelector<HTMLElement>(`button[value="${focused}"]`)?.focus()
    const base = page.querySelector<HTMLInputElement>('form[data-curate] [name=base]')
    if (response.ok && base) form.querySelector<HTMLInputElement>('[name=base]')!.value = base.value
    else tell('Not saved: somebody changed this page meanwhile. Load it again to see how it stands.')
  } catch {
    tell('Not saved: the desk cannot be reached. Your order stays here; move a story again once you are back.')
  }
}
