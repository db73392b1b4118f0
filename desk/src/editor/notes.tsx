// Notes to colleagues: anchored to words of the story, kept beside the document and never in it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { TextSelection } from 'prosemirror-state'
import { anchorAt, encodeAnchor, reveal } from './anchors'
import type { FoundPerson, Note } from './answers'
import type { Desk } from './desk'
import { noteMarks, showNotes } from './highlights'
import { Wrong } from './widgets'
import { useUnique } from './unique'

export async function loadNotes(desk: Desk): Promise<void> {
  try {
    take(desk, await desk.answers.get<Note[]>('notes'))
  } catch {
    // Without a line there are no notes; the story is worth opening all the same.
  }
}

function take(desk: Desk, notes: Note[]): void {
  desk.notes.value = notes
  const view = desk.view.peek()
  if (view) showNotes(view, notes)
  // The others look again.
  else setTimeout(() => desk.view.peek() && showNotes(desk.view.peek()!, notes), 500)
}

/** Says to colleagues that the notes have changed. */
function tell(desk: Desk): void {
  desk.live.awareness.setLocalStateField('notes', Date.now())
}

export function Notes({ desk }: { desk: Desk }) {
  const [all, setAll] = useState(false)
  const notes = desk.notes.value
  const shown = notes.filter(note => all || !note.resolved)
  const view = desk.view.value
  desk.tick.value
  const selected = view && !view.state.selection.empty ? view.state.doc.textBetween(view.state.selection.from, view.state.selection.to, ' ') : ''
  useEffect(() => void loadNotes(desk), [])
  return (
    <>
      <Compose
        desk={desk} label={selected ? `Note on “${short(selected)}”` : 'Note on the whole story'} button="Add note" focus={desk.dialog.value === 'note'}
        onSend={async text => {
          const state = desk.view.peek()?.state
          const from = state && selected ? anchorAt(state, state.selection.from) : null
          const to = state && selected ? anchorAt(state, state.selection.to) : null
          await desk.answers.post('notes', { text, quote: selected.slice(0, 400), anchor: from && encodeAnchor(from), head: to && encodeAnchor(to) })
          await loadNotes(desk)
          tell(desk)
        }}
      />
      <label class="tick"><input type="checkbox" checked={all} onChange={event => setAll(event.currentTarget.checked)} /> Show resolved</label>
      {shown.length === 0 && <p class="hint">No notes. Select words in the story and write one; @ names a colleague.</p>}
      <ol class="notes">{shown.map(note => <OneNote desk={desk} note={note} key={note.id} />)}</ol>
    </>
  )
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

function OneNote({ desk, note }: { desk: Desk; note: Note }) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [replying, setReplying] = useState(false)
  const act = async (what: string, body?: unknown) => {
    try {
      await desk.answers.post(`notes/${note.id}/${what}`, body)
      await loadNotes(desk)
      tell(desk)
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  const jump = () => {
    const view = desk.view.peek()
    const place = view && noteMarks.find(view.state, String(note.id))
    if (!view || !place) return setWrong('These words are no longer in the story.')
    view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(place.from), view.state.doc.resolve(place.to))))
    reveal(view, place.from)
    view.focus()
  }
  return (
    <li class={note.resolved ? 'note resolved' : 'note'}>
      {note.quote && <blockquote><button type="button" onClick={jump} aria-label={`Go to “${short(note.quote)}”`}>{short(note.quote)}</button></blockquote>}
      <Said author={note.author} made={note.made} text={note.text} />
      {note.replies.map((reply, i) => <Said key={i} {...reply} />)}
      <div class="row-tools">
        {!replying && <button type="button" class="button quiet small" onClick={() => setReplying(true)}>Reply</button>}
        <button type="button" class="button quiet small" onClick={() => void act(note.resolved ? 'reopen' : 'resolve')}>{note.resolved ? 'Reopen' : 'Resolve'}</button>
      </div>
      {replying && <Compose desk={desk} label="Reply" button="Send" focus onSend={async text => {
        await act('reply', { text })
        setReplying(false)
      }} />}
      <Wrong words={wrong} />
    </li>
  )
}

function Said({ author, made, text }: { author: string; made: string; text: string }) {
  return (
    <div class="said">
      <p class="meta"><b>{author}</b><time dateTime={made}>{new Date(made).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</time></p>
      <p>{text.split(/(@[\w.-]+)/).map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part))}</p>
    </div>
  )
}

/** A text in which @ names a colleague. */
function Compose({ desk, label, button, focus, onSend }: { desk: Desk; label: string; button: string; focus?: boolean; onSend: (text: string) => Promise<void> }) {
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [people, setPeople] = useState<FoundPerson[]>([])
  const [active, setActive] = useState(0)
  const [wrong, setWrong] = useState<string | null>(null)
  const id = useUnique()
  useLayoutEffect(() => {
    if (!focus) return
    box.current?.focus()
    if (desk.dialog.peek() === 'note') desk.dialog.value = null
  }, [focus])

  const naming = () => /(?:^|\s)@([\w.-]*)$/.exec(box.current!.value.slice(0, box.current!.selectionStart))
  // An answer that comes after another key, or after somebody was chosen, is no answer any more.
  const asked = useRef(0)
  const look = async () => {
    setText(box.current!.value)
    const name = naming()
    const turn = ++asked.current
    setActive(0)
    const found = name ? (await desk.answers.find<FoundPerson>('people', name[1]).catch(() => [])).slice(0, 6) : []
    if (turn === asked.current) setPeople(found)
  }
  const pick = ({ handle }: FoundPerson) => {
    const name = naming()
    const area = box.current!
    if (name) area.setRangeText(`@${handle.replace(/^@/, '')} `, area.selectionStart - name[1].length - 1, area.selectionStart, 'end')
    setText(area.value)
    asked.current++
    setPeople([])
    area.focus()
  }
  const send = async () => {
    if (!text.trim()) return
    try {
      await onSend(text.trim())
      setText('')
      if (box.current) box.current.value = ''
      setWrong(null)
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  return (
    <form
      class="compose field"
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <label for={id}>{label}</label>
      <textarea
        ref={box} id={id} rows={2} aria-controls={people.length ? `${id}-list` : undefined} aria-activedescendant={people.length ? `${id}-${active}` : undefined}
        onInput={() => void look()}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
          else if (people.length && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault()
            setActive((active + (event.key === 'ArrowDown' ? 1 : people.length - 1)) % people.length)
          } else if (people.length && (event.key === 'Enter' || event.key === 'Tab')) {
            event.preventDefault()
            pick(people[active])
          } else if (people.length && event.key === 'Escape') {
            event.preventDefault()
            asked.current++
            setPeople([])
          }
        }}
      />
      {people.length > 0 && (
        <ul class="options" role="listbox" aria-label="Colleagues" id={`${id}-list`}>
          {people.map((one, i) => (
            <li key={one.handle} id={`${id}-${i}`} role="option" aria-selected={i === active} onMouseDown={event => {
              event.preventDefault()
              pick(one)
            }}><span>{one.name}</span><span class="note">{one.handle}</span></li>
          ))}
        </ul>
      )}
      <div><button class="button small" disabled={!text.trim()}>{button}</button></div>
      <Wrong words={wrong} />
    </form>
  )
}
