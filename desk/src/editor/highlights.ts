// Where notes and house-style findings show in the body.
import type { Node } from 'prosemirror-model'
import { Decoration, type EditorView } from 'prosemirror-view'
import { anchorAt, anchored, decodeAnchor, type Anchored } from './anchors'
import type { HouseFinding, Note } from './answers'

export const noteMarks = anchored('notes')
export const houseMarks = anchored('house')

export function showNotes(view: EditorView, notes: Note[]): void {
  const items: Anchored[] = []
  for (const note of notes) {
    const from = decodeAnchor(note.anchor)
    const to = decodeAnchor(note.head)
    if (note.resolved || !from || !to) continue
    items.push({ id: String(note.id), from, to, show: (a, b) => Decoration.inline(a, b, { class: 'noted', 'data-note': String(note.id) }) })
  }
  noteMarks.set(view, items)
}

/** Findings name a block and offsets in its text; these hold only for the text that was checked. */
export function showHouse(view: EditorView, findings: HouseFinding[]): void {
  const items: Anchored[] = []
  for (const finding of findings) {
    const span = spanOf(view, finding)
    const from = span && anchorAt(view.state, span.from)
    const to = span && anchorAt(view.state, span.to)
    if (from && to) items.push({ id: finding.key, from, to, show: (a, b) => Decoration.inline(a, b, { class: 'house', title: finding.reason }) })
  }
  houseMarks.set(view, items)
}

function spanOf(view: EditorView, { place, block, from, to, found }: HouseFinding): { from: number; to: number } | null {
  const { doc } = view.state
  if (place !== 'body' || block === null || block >= doc.childCount) return null
  let start = 0
  for (let i = 0; i < block; i++) start += doc.child(i).nodeSize
  const { text, at } = flat(doc.child(block), start)
  let index = text.slice(from, to) === found ? from : -1
  if (index < 0) {
    // The text has moved on since it was checked: the nearest place that says the same.
    for (let i = text.indexOf(found); i >= 0; i = text.indexOf(found, i + 1)) {
      if (index < 0 || Math.abs(i - from) < Math.abs(index - from)) index = i
    }
  }
  return index < 0 || !found ? null : { from: at[index], to: at[index + found.length - 1] + 1 }
}

/** A block's text, a line for each of its parts, with the position of every character. */
function flat(block: Node, start: number): { text: string; at: number[] } {
  let text = ''
  const at: number[] = []
  const add = (words: string, pos: number) => {
    for (let i = 0; i < words.length; i++) at.push(pos + i)
    text += words
  }
  block.descendants((child, pos) => {
    if (child.isTextblock && text) add('\n', start + 1 + pos)
    if (child.isText) add(child.text!, start + 1 + pos)
    else if (child.isInline) add('\n', start + 1 + pos)
    return true
  })
  return { text, at }
}
