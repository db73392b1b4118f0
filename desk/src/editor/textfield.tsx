// Headline, standfirst and slugline: plain texts that grow, each bound to a shared text by the least change, with the
// cursor kept where it is when a colleague writes in the same field.
import { useLayoutEffect, useRef } from 'preact/hooks'
import * as Y from 'yjs'
import { initials, OWN, type Desk, type TextName } from './desk'
import { useUnique } from './unique'

/** The least change from one text to another, around a cursor that says which of two equal places was meant. */
export function leastChange(before: string, after: string, cursor: number): { at: number; remove: number; insert: string } {
  const most = Math.min(before.length, after.length)
  // What stands after the cursor did not change by typing.
  let end = 0
  const endMost = Math.min(most, Math.max(0, after.length - cursor))
  while (end < endMost && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  let start = 0
  while (start < most - end && before[start] === after[start]) start++
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) }
}

export function TextField({ desk, name, label, className, placeholder, hint }: { desk: Desk; name: TextName; label: string; className?: string; placeholder?: string; hint?: string }) {
  const box = useRef<HTMLTextAreaElement>(null)
  const id = useUnique()
  const text = desk.text(name)

  useLayoutEffect(() => {
    const area = box.current!
    area.value = text.toString()
    grow(area)
    const hear = (event: Y.YTextEvent, transaction: Y.Transaction) => {
      if (transaction.local && transaction.origin === OWN) return
      const { selectionStart, selectionEnd, selectionDirection } = area
      area.value = text.toString()
      // A place in the field moves by what was put in or taken out before it.
      const move = (place: number) => {
        let at = 0
        let to = place
        for (const { retain, insert, delete: gone } of event.delta) {
          if (retain) at += retain
          else if (typeof insert === 'string') {
            if (at < to) to += insert.length
            at += insert.length
          } else if (gone) to = at < to ? Math.max(at, to - gone) : to
        }
        return to
      }
      if (document.activeElement === area) area.setSelectionRange(move(selectionStart), move(selectionEnd), selectionDirection)
      grow(area)
    }
    text.observe(hear)
    const fit = () => grow(area)
    addEventListener('resize', fit)
    return () => {
      text.unobserve(hear)
      removeEventListener('resize', fit)
    }
  }, [])

  const write = () => {
    const area = box.current!
    // A headline is one line: a pasted break becomes a space.
    if (/[\r\n\t]/.test(area.value)) {
      const at = area.selectionStart
      area.value = area.value.replace(/[\r\n\t]/g, ' ')
      area.setSelectionRange(at, at)
    }
    const before = text.toString()
    const { at, remove, insert } = leastChange(before, area.value, area.selectionStart)
    desk.live.doc.transact(() => {
      if (remove) text.delete(at, remove)
      if (insert) text.insert(at, insert)
    }, OWN)
    grow(area)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const mod = event.ctrlKey || event.metaKey
    const key = event.key.toLowerCase()
    if (mod && !event.altKey && (key === 'z' || key === 'y')) {
      event.preventDefault()
      if (key === 'y' || event.shiftKey) desk.undoer(name).redo()
      else desk.undoer(name).undo()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      next(box.current!, desk)
    }
  }
  return (
    <div class={`textfield ${className ?? ''}`}>
      <div class="textfield-label">
        <label for={id}>{label}</label>
        <Present desk={desk} field={name} />
      </div>
      <textarea
        ref={box} id={id} rows={1} spellcheck placeholder={placeholder} readOnly={!desk.editable.value} dir="auto" data-field={name} aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={write} onKeyDown={onKeyDown}
        onFocus={() => {
          desk.undoer(name)
          desk.entered(name)
        }}
        onBlur={() => desk.entered(null)}
      />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  )
}

/** The initials of colleagues who are in a field. */
export function Present({ desk, field }: { desk: Desk; field: string }) {
  const here = desk.colleagues.value.filter(one => !one.self && one.field === field)
  if (!here.length) return null
  return (
    <span class="present">
      {here.map(one => <span key={one.client} class={`avatar small tint-${one.tint}`} title={`${one.name} is here`}><span aria-hidden="true">{initials(one.name)}</span><span class="off">{one.name} is here</span></span>)}
    </span>
  )
}

function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}

function next(area: HTMLTextAreaElement, desk: Desk): void {
  const areas = [...document.querySelectorAll<HTMLTextAreaElement>('.sheet textarea[data-field]')]
  const after = areas[areas.indexOf(area) + 1]
  if (after) after.focus()
  else desk.view.peek()?.focus()
}
