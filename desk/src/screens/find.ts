// Search as you type for a story to put on a page (a combobox with a list, ARIA Authoring Practices). The form it
// stands in does the same search without a script.
import { make } from './dom'

interface Found {
  number: number
  headline: string
  section: string | null
  status: string
  published: string | null
}

export function finder(): void {
  const search = document.querySelector<HTMLFormElement>('form[data-find]')
  const input = search?.querySelector<HTMLInputElement>('input[type=search]')
  const list = search?.querySelector<HTMLElement>('[role=listbox]')
  const form = document.getElementById(search?.dataset.find ?? '')
  if (!input || !list || !(form instanceof HTMLFormElement)) return
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)

  let found: Found[] = []
  let at = -1
  let wait: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  const draw = (show: boolean) => {
    list.hidden = !show || !found.length
    input.setAttribute('aria-expanded', String(!list.hidden))
    list.replaceChildren(
      ...found.map((story, index) => {
        const about = [story.section, story.status === 'live' ? story.published : story.status.replace('_', ' ')]
        const title = make('b', { dir: 'auto', textContent: story.headline })
        const item = make('li', { id: `found-${index}`, role: 'option' }, title, make('span', { className: 'meta', textContent: about.filter(Boolean).join(' · ') }))
        item.ariaSelected = String(index === at)
        item.addEventListener('pointerdown', event => event.preventDefault())
        item.addEventListener('click', () => add(story))
        return item
      }),
    )
    if (at < 0 || list.hidden) input.removeAttribute('aria-activedescendant')
    else {
      input.setAttribute('aria-activedescendant', `found-${at}`)
      list.children[at]?.scrollIntoView({ block: 'nearest' })
    }
  }

  const add = (story: Found) => {
    const button = make('button', { name: 'do', value: `add:${story.number}`, hidden: true })
    form.append(button)
    form.requestSubmit(button)
  }

  const ask = async () => {
    const mine = ++asked
    const q = input.value.trim()
    try {
      const response = q ? await fetch(`/desk/find/stories?q=${encodeURIComponent(q)}`, { headers: { accept: 'application/json' } }) : undefined
      const answer = response?.ok ? ((await response.json()) as Found[]) : []
      if (mine !== asked) return
      found = answer
    } catch {
      if (mine === asked) found = []
    }
    at = -1
    draw(document.activeElement === input)
    const told = document.getElementById('curate-said')
    if (told && q) told.textContent = found.length === 1 ? 'One story found' : `${found.length} stories found`
  }

  input.addEventListener('input', () => {
    clearTimeout(wait)
    wait = setTimeout(() => void ask(), 150)
  })
  input.addEventListener('focus', () => draw(true))
  input.addEventListener('blur', () => draw(false))
  input.addEventListener('keydown', event => {
    const open = !list.hidden
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && found.length) {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      at = open ? (at + step + found.length) % found.length : step > 0 ? 0 : found.length - 1
      draw(true)
    } else if (event.key === 'Enter' && open && found[at]) {
      event.preventDefault()
      add(found[at])
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      at = -1
      draw(false)
    }
  })
}
