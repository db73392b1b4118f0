// The block menu: "/" at the start of a word opens it, more letters narrow it, the focus stays in the text.
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Plugin, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { matching, type Offer } from './blocks'
import type { Desk } from './desk'
import { nodes } from './schema'

interface Open { from: number; query: string; active: number; offers: Offer[] }

const menu = signal<Open | null>(null)

function typed(state: EditorState): { from: number; query: string } | null {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type !== nodes.paragraph) return null
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 24), $from.parentOffset, '\n', '\ufffc')
  const match = /(?:^|\s)\/([\p{L}\d]*)$/u.exec(before)
  return match ? { from: $from.pos - match[1].length - 1, query: match[1] } : null
}

function run(view: EditorView, offer: Offer): void {
  const at = menu.peek()
  menu.value = null
  if (!at) return
  view.dispatch(view.state.tr.delete(at.from, view.state.selection.from))
  offer.run(view.state, view.dispatch, view)
  view.focus()
}

export function slash(desk: Desk): Plugin {
  let asked = false
  const close = (view?: EditorView) => {
    asked = false
    menu.value = null
    // What is gone is not named.
    view?.dom.removeAttribute('aria-controls')
    view?.dom.removeAttribute('aria-activedescendant')
  }
  return new Plugin({
    view: () => ({
      update(view) {
        const at = asked ? typed(view.state) : null
        if (!at) return close(view)
        const found = matching(at.query)
        if (!found.length) return close(view)
        const before = menu.peek()
        menu.value = { ...at, offers: found, active: before?.query === at.query ? before.active : 0 }
        const { dom } = view
        dom.setAttribute('aria-controls', 'block-menu')
        dom.setAttribute('aria-activedescendant', `block-menu-${menu.peek()!.active}`)
      },
      destroy: () => close(),
    }),
    props: {
      handleTextInput(_view, _from, _to, text) {
        if (text === '/') asked = true
        return false
      },
      handleKeyDown(view, event) {
        const at = menu.peek()
        if (!at || event.isComposing) return false
        const move = (by: number) => {
          const active = (at.active + by + at.offers.length) % at.offers.length
          menu.value = { ...at, active }
          view.dom.setAttribute('aria-activedescendant', `block-menu-${active}`)
          desk.announce(at.offers[active].label)
          return true
        }
        if (event.key === 'ArrowDown') return move(1)
        if (event.key === 'ArrowUp') return move(-1)
        if (event.key === 'Enter' || event.key === 'Tab') {
          run(view, at.offers[at.active])
          return true
        }
        if (event.key === 'Escape') {
          close(view)
          return true
        }
        return false
      },
      handleDOMEvents: {
        blur: view => {
          close(view)
          return false
        },
      },
    },
  })
}

export function BlockMenu({ desk }: { desk: Desk }) {
  const list = useRef<HTMLUListElement>(null)
  const view = desk.view.value
  const at = menu.value
  useLayoutEffect(() => {
    if (!at || !view || !list.current) return
    // Below the line that is written, or above where there is no room.
    const box = view.coordsAtPos(at.from)
    const { style, offsetHeight, offsetWidth } = list.current
    style.left = `${Math.max(8, Math.min(box.left, innerWidth - offsetWidth - 8))}px`
    style.top = box.bottom + offsetHeight + 8 < innerHeight ? `${box.bottom + 6}px` : `${Math.max(8, box.top - offsetHeight - 6)}px`
    list.current.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })
  if (!at || !view) return null
  return (
    // The arrow keys scroll it. It can be focused, as what scrolls must be, but never is: Tab chooses, and a press on
    // its edge or scrollbar leaves the focus in the text, without which it would close.
    <ul ref={list} id="block-menu" role="listbox" aria-label="Blocks" class="options floating" tabIndex={0} onMouseDown={event => event.preventDefault()}>
      {at.offers.map((offer, i) => (
        <li
          key={offer.name} id={`block-menu-${i}`} role="option" aria-selected={i === at.active}
          onMouseDown={event => {
            event.preventDefault()
            run(view, offer)
          }}
        >
          <span>{offer.label}</span>
        </li>
      ))}
    </ul>
  )
}
