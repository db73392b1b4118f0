// The strip for finding and replacing words in the body.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Desk } from './desk'
import { finding, type Query } from './finding'

export function FindBar({ desk }: { desk: Desk }) {
  const asked = desk.dialog.value
  const [open, setOpen] = useState(false)
  const [replacing, setReplacing] = useState(false)
  const [query, setQuery] = useState<Query>({ words: '', matchCase: false, wholeWord: false })
  const [by, setBy] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const view = desk.view.value

  useEffect(() => {
    if (asked !== 'find' && asked !== 'replace') return
    desk.dialog.value = null
    setOpen(true)
    setReplacing(asked === 'replace' || (open && replacing))
    const { from, to, empty } = view?.state.selection ?? { from: 0, to: 0, empty: true }
    const words = view && !empty && to - from < 80 ? view.state.doc.textBetween(from, to, ' ') : ''
    if (words) setQuery({ ...query, words })
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.select()
    })
  }, [asked])
  useEffect(() => {
    if (view) finding.ask(view, open ? query : null)
  }, [open, query, view])

  if (!open || !view) return null
  desk.tick.value
  const { matches, current } = finding.state(view)
  const close = () => {
    setOpen(false)
    view.focus()
  }
  const tick = (name: 'matchCase' | 'wholeWord', label: string) => (
    <label class="tick"><input type="checkbox" checked={query[name]} onChange={event => setQuery({ ...query, [name]: event.currentTarget.checked })} /> {label}</label>
  )
  return (
    <search
      class="find" aria-label="Find in the body"
      onKeyDown={event => {
        if (event.key === 'Escape') close()
      }}
    >
      <div class="find-row">
        <input
          ref={input} type="text" aria-label="Find" placeholder="Find" value={query.words} onInput={event => setQuery({ ...query, words: event.currentTarget.value })}
          onKeyDown={event => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            // The focus stays here, so that Enter goes on from match to match.
            finding.step(view, event.shiftKey ? -1 : 1)
          }}
        />
        <span class="hint" role="status">{query.words ? (matches.length ? `${current + 1} of ${matches.length}` : 'None') : ''}</span>
        <button type="button" class="button quiet icon" aria-label="Previous match" onClick={() => finding.step(view, -1)}>↑</button>
        <button type="button" class="button quiet icon" aria-label="Next match" onClick={() => finding.step(view, 1)}>↓</button>
        {tick('matchCase', 'Match case')}
        {tick('wholeWord', 'Whole word')}
        {!replacing && <button type="button" class="button quiet small" onClick={() => setReplacing(true)}>Replace</button>}
        <button type="button" class="button quiet icon" aria-label="Close find" onClick={close}>×</button>
      </div>
      {replacing && (
        <div class="find-row">
          <input type="text" aria-label="Replace with" placeholder="Replace with" value={by} onInput={event => setBy(event.currentTarget.value)} />
          <button type="button" class="button small" disabled={!matches.length} onClick={() => finding.replace(view, by)}>Replace this one</button>
          <button type="button" class="button small" disabled={!matches.length} onClick={() => desk.tell(`${finding.replaceAll(view, by)} replaced.`)}>Replace all</button>
        </div>
      )}
    </search>
  )
}
