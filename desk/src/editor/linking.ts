// Links in the body: which one the cursor is in, and how one is put on or taken off.
import type { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { marks, schema } from './schema'

export interface LinkTo { href: string; story: number | null; words: string }

/** The link at the cursor or the start of the selection, with its whole extent. */
export function linkAt(state: EditorState): { from: number; to: number; href: string } | null {
  const { $from } = state.selection
  const { parent } = $from
  if (!parent.inlineContent) return null
  const index = Math.min($from.index(), parent.childCount - 1)
  const find = (i: number) => (i >= 0 && i < parent.childCount ? parent.child(i).marks.find(mark => mark.type === marks.link) : undefined)
  let at = index
  let link = find(at)
  if (!link && $from.textOffset === 0) link = find(--at)
  if (!link) return null
  let first = at
  let last = at
  while (first > 0 && link.isInSet(parent.child(first - 1).marks)) first--
  while (last < parent.childCount - 1 && link.isInSet(parent.child(last + 1).marks)) last++
  let from = $from.start()
  for (let i = 0; i < first; i++) from += parent.child(i).nodeSize
  let to = from
  for (let i = first; i <= last; i++) to += parent.child(i).nodeSize
  return { from, to, href: String(link.attrs.href) }
}

export function setLink(view: EditorView, to: LinkTo | null): void {
  const { state } = view
  const now = linkAt(state)
  const { empty } = state.selection
  const from = empty && now ? now.from : state.selection.from
  const end = empty && now ? now.to : state.selection.to
  const tr = state.tr.removeMark(from, end, marks.link)
  if (to) {
    const link = marks.link.create({ href: to.href, story: to.story })
    if (from === end) tr.replaceSelectionWith(schema.text(to.words, [...state.selection.$from.marks(), link]), false)
    else tr.addMark(from, end, link)
  }
  view.dispatch(tr.removeStoredMark(marks.link).scrollIntoView())
}
