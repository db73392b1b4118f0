// The panel beside the story; on a narrow screen it lies over it.
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Checks } from './checks'
import { Details } from './details'
import type { Desk } from './desk'
import { loadNotes, Notes } from './notes'

const TITLES = { details: 'Details', notes: 'Notes', checks: 'Before publishing' }

export function Panels({ desk }: { desk: Desk }) {
  const open = desk.panel.value
  const panel = useRef<HTMLElement>(null)
  const before = useRef(open)
  useEffect(() => {
    // Not at the first drawing: the text is where one starts.
    if (open && before.current !== open && !panel.current?.contains(document.activeElement)) panel.current?.focus({ preventScroll: true })
    before.current = open
  }, [open])
  useEffect(() => {
    void loadNotes(desk)
    // A colleague who has written a note says so.
    const { awareness } = desk.live
    const heard = new Map<number, unknown>()
    const hear = () => {
      let fresh = false
      awareness.getStates().forEach((state, client) => {
        if (client === awareness.clientID || !state.notes || heard.get(client) === state.notes) return
        heard.set(client, state.notes)
        fresh = true
      })
      if (fresh) void loadNotes(desk)
    }
    awareness.on('change', hear)
    return () => awareness.off('change', hear)
  }, [])
  useSignalEffect(() => {
    if (desk.dialog.value === 'note') desk.panel.value = 'notes'
  })
  if (!open) return null
  const close = () => {
    desk.panel.value = null
    document.querySelector<HTMLElement>(`[data-panel="${open}"].button`)?.focus()
  }
  return (
    <aside
      id="panel" ref={panel} class="panel" aria-labelledby="panel-title" tabIndex={-1}
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.defaultPrevented) close()
      }}
    >
      <header class="panel-head">
        <h2 id="panel-title">{TITLES[open]}</h2>
        <button type="button" class="button quiet icon" aria-label="Close the panel" onClick={close}>×</button>
      </header>
      {open === 'details' && <Details desk={desk} />}
      {open === 'notes' && <Notes desk={desk} />}
      {open === 'checks' && <Checks desk={desk} />}
    </aside>
  )
}
