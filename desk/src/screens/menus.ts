// Menus are <details>: one is open at a time, and Escape or a click elsewhere closes it.
import { all } from './dom'

// A question that a menu's form asks leaves the menu as it is.
const open = () => (document.querySelector('dialog[open]') ? [] : all<HTMLDetailsElement>('details.menu[open]'))
const leave = (event: Event) => {
  for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false
}

export function menus(): void {
  // In a row that scrolls sideways, the tab that is open is in view.
  for (const tab of all('.tabs [aria-current], .desk-bar nav [aria-current]')) {
    const row = tab.closest<HTMLElement>('.tabs, nav')
    if (row && row.scrollWidth > row.clientWidth) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 24
  }
  document.addEventListener('click', leave)
  document.addEventListener('focusin', leave)
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const menu of open()) {
      const within = menu.contains(document.activeElement)
      menu.open = false
      if (within) menu.querySelector('summary')?.focus()
    }
  })
  // A control that must be filled in cannot say so from inside something closed.
  document.addEventListener(
    'invalid',
    event => {
      const fold = (event.target as HTMLElement).closest('details')
      if (fold) fold.open = true
    },
    true,
  )
}
