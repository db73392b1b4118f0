// What the keys, the toolbar and the block menu do to the body.
import { lift, setBlockType, toggleMark } from 'prosemirror-commands'
import type { Attrs, MarkType, Node, NodeType, ResolvedPos } from 'prosemirror-model'
import { liftListItem, wrapInList } from 'prosemirror-schema-list'
import { NodeSelection, Selection, TextSelection, type Command, type EditorState } from 'prosemirror-state'
import { marks, nodes } from './schema'

export const mark = (name: string): Command => toggleMark(marks[name])

export const block = (name: string, attrs?: Attrs): Command => (state, dispatch, view) => {
  // The same button again makes it a paragraph.
  const again = name !== 'paragraph' && isBlock(state, name, attrs)
  return setBlockType(nodes[again ? 'paragraph' : name], again ? null : attrs)(state, dispatch, view)
}

export function isBlock(state: EditorState, name: string, attrs: Attrs = {}): boolean {
  const { parent } = state.selection.$from
  return parent.type.name === name && Object.entries(attrs).every(([key, value]) => parent.attrs[key] === value)
}

export function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection
  if (empty) return !!type.isInSet(state.storedMarks ?? $from.marks())
  return state.doc.rangeHasMark(from, to, type)
}

export function around($pos: ResolvedPos, type: NodeType): { node: Node; depth: number; pos: number } | null {
  for (let depth = $pos.depth; depth > 0; depth--) {
    const node = $pos.node(depth)
    if (node.type === type) return { node, depth, pos: $pos.before(depth) }
  }
  return null
}

export const list = (ordered: boolean): Command => (state, dispatch, view) => {
  const found = around(state.selection.$from, nodes.list)
  if (!found) return wrapInList(nodes.list, { ordered })(state, dispatch, view)
  if (found.node.attrs.ordered === ordered) return liftListItem(nodes.list_item)(state, dispatch, view) || lift(state, dispatch)
  dispatch?.(state.tr.setNodeMarkup(found.pos, null, { ...found.node.attrs, ordered }))
  return true
}

/** Puts a block where the cursor is: in place of an empty paragraph, else after the block. */
export function insert(node: Node): Command {
  return (state, dispatch) => {
    if (!dispatch) return true
    const { $from } = state.selection
    const tr = state.tr
    const top = $from.depth ? $from.node(1) : state.doc.nodeAt($from.pos)
    const start = $from.depth ? $from.before(1) : $from.pos
    const empty = !!top && top.type === nodes.paragraph && top.content.size === 0
    const end = top ? start + top.nodeSize : start
    if (empty) tr.replaceWith(start, end, node)
    else tr.insert(end, node)
    const at = empty ? start : end
    const after = at + node.nodeSize
    // There is always a line to go on writing.
    if (!tr.doc.nodeAt(after)) tr.insert(after, nodes.paragraph.create())
    const inside = tr.doc.nodeAt(at)
    if (inside?.isTextblock) tr.setSelection(TextSelection.create(tr.doc, at + 1))
    else if (inside?.type === nodes.table) tr.setSelection(Selection.near(tr.doc.resolve(at + 3)))
    else if (inside?.type === nodes.rule) tr.setSelection(Selection.near(tr.doc.resolve(after)))
    else if (inside && NodeSelection.isSelectable(inside)) tr.setSelection(NodeSelection.create(tr.doc, at))
    dispatch(tr.scrollIntoView())
    return true
  }
}

export const exitBlock: Command = (state, dispatch) => {
  // A line after a caption or a quotation starts a new paragraph, never a second picture.
  const { $from, empty } = state.selection
  const name = $from.parent.type.name
  if (!empty && !state.selection.$from.sameParent(state.selection.$to)) return false
  if (!['image', 'video', 'audio', 'embed', 'correction'].includes(name) && !(name === 'heading' && $from.parentOffset === $from.parent.content.size)) return false
  if (dispatch) {
    // Out of a gallery, to the line after the whole of it.
    const after = $from.after(name === 'image' && $from.depth > 1 ? 1 : $from.depth)
    const tr = state.tr
    const next = tr.doc.nodeAt(after)
    if (name === 'heading' || next?.type !== nodes.paragraph || next.content.size) tr.insert(after, nodes.paragraph.create())
    tr.setSelection(TextSelection.create(tr.doc, after + 1))
    dispatch(tr.scrollIntoView())
  }
  return true
}

/** A new line before or after the whole block, however deep the cursor stands in it. */
export const newLine = (before: boolean): Command => (state, dispatch) => {
  const { $from, $to } = state.selection
  const at = before ? ($from.depth ? $from.before(1) : $from.pos) : ($to.depth ? $to.after(1) : $to.pos)
  const tr = state.tr.insert(at, nodes.paragraph.create())
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView())
  return true
}

export const moveBlock = (by: -1 | 1): Command => (state, dispatch) => {
  const { $from, $to } = state.selection
  if ($from.depth === 0 && !(state.selection instanceof NodeSelection)) return false
  const index = $from.index(0)
  if ($to.index(0) !== index && !(state.selection instanceof NodeSelection)) return false
  const other = index + by
  if (other < 0 || other >= state.doc.childCount) return false
  if (dispatch) {
    const node = state.doc.child(index)
    let start = 0
    for (let i = 0; i < index; i++) start += state.doc.child(i).nodeSize
    const target = by < 0 ? start - state.doc.child(other).nodeSize : start + state.doc.child(other).nodeSize
    const tr = state.tr.delete(start, start + node.nodeSize).insert(target, node)
    const offset = state.selection.from - start
    tr.setSelection(state.selection instanceof NodeSelection && state.selection.from === start
      ? NodeSelection.create(tr.doc, target)
      : TextSelection.near(tr.doc.resolve(target + offset)))
    dispatch(tr.scrollIntoView())
  }
  return true
}
