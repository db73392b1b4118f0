// Rows and columns of a table, by commands small enough to need no library.
import { Fragment, type Node } from 'prosemirror-model'
import { Selection, TextSelection, type Command, type EditorState } from 'prosemirror-state'
import { around } from './commands'
import { nodes } from './schema'

interface Place { table: Node; pos: number; row: number; column: number }

export function placeInTable(state: EditorState): Place | null {
  const { $from } = state.selection
  const table = around($from, nodes.table)
  const cell = around($from, nodes.table_cell)
  if (!table || !cell) return null
  return { table: table.node, pos: table.pos, row: $from.index(table.depth), column: $from.index(table.depth + 1) }
}

export function makeTable(rows: number, columns: number): Node {
  return nodes.table.create(null, Array.from({ length: rows }, (_, row) => nodes.table_row.create(null, cells(columns, row === 0))))
}

function cells(count: number, header: boolean): Node[] {
  return Array.from({ length: count }, () => nodes.table_cell.create({ header }))
}

/** Makes the table anew from its rows and puts the cursor in the cell that is named. */
function rebuild(change: (rows: Node[][], place: Place) => { rows: Node[][]; row: number; column: number }): Command {
  return (state, dispatch) => {
    const place = placeInTable(state)
    if (!place) return false
    if (!dispatch) return true
    const before = children(place.table).map(children)
    const { rows, row, column } = change(before, place)
    const tr = state.tr
    if (!rows.length || !rows.some(of => of.length)) {
      tr.replaceWith(place.pos, place.pos + place.table.nodeSize, nodes.paragraph.create())
      tr.setSelection(TextSelection.create(tr.doc, place.pos + 1))
    } else {
      // Only rows that changed are made anew, so that a colleague who writes in another is not disturbed.
      const kept = rows.map(of => children(place.table).find((old, i) => same(before[i], of) && old) || nodes.table_row.create(null, of))
      tr.replaceWith(place.pos + 1, place.pos + place.table.nodeSize - 1, Fragment.from(kept))
      const table = tr.doc.nodeAt(place.pos)!
      const r = Math.max(0, Math.min(row, table.childCount - 1))
      let at = place.pos + 1
      for (let i = 0; i < r; i++) at += table.child(i).nodeSize
      at++
      const c = Math.max(0, Math.min(column, table.child(r).childCount - 1))
      for (let i = 0; i < c; i++) at += table.child(r).child(i).nodeSize
      tr.setSelection(Selection.near(tr.doc.resolve(at + 1)))
    }
    dispatch(tr.scrollIntoView())
    return true
  }
}

const same = (a: Node[] | undefined, b: Node[]) => !!a && a.length === b.length && a.every((cell, i) => cell === b[i])

function children(node: Node): Node[] {
  const list: Node[] = []
  node.forEach(child => list.push(child))
  return list
}

export const addRow = rebuild((rows, { row, column }) => ({
  rows: [...rows.slice(0, row + 1), cells(rows[row].length, false), ...rows.slice(row + 1)], row: row + 1, column,
}))

export const addColumn = rebuild((rows, { row, column }) => ({
  rows: rows.map((of, i) => [...of.slice(0, column + 1), nodes.table_cell.create({ header: i === 0 && !!of[0]?.attrs.header }), ...of.slice(column + 1)]),
  row, column: column + 1,
}))

export const removeRow = rebuild((rows, { row, column }) => ({ rows: rows.filter((_, i) => i !== row), row, column }))

export const removeColumn = rebuild((rows, { row, column }) => ({ rows: rows.map(of => of.filter((_, i) => i !== column)), row, column }))

export const toggleHeader = rebuild((rows, { row, column }) => {
  const header = !rows[row].every(cell => cell.attrs.header)
  return { rows: rows.map((of, i) => (i === row ? of.map(cell => nodes.table_cell.create({ header }, cell.content)) : of)), row, column }
})

export const removeTable: Command = (state, dispatch) => {
  const place = placeInTable(state)
  if (!place) return false
  dispatch?.(state.tr.replaceWith(place.pos, place.pos + place.table.nodeSize, nodes.paragraph.create()).scrollIntoView())
  return true
}

/** Tab walks the cells, and makes a row after the last. */
export const walk = (by: 1 | -1): Command => (state, dispatch, view) => {
  const place = placeInTable(state)
  if (!place) return false
  const { $from } = state.selection
  const cell = around($from, nodes.table_cell)!
  const last = place.row === place.table.childCount - 1 && place.column === place.table.child(place.row).childCount - 1
  if (by > 0 && last) {
    if (!addRow(state, dispatch, view)) return false
    if (dispatch && view) {
      const now = placeInTable(view.state)
      if (now) for (let i = now.column; i > 0; i--) walk(-1)(view.state, dispatch, view)
    }
    return true
  }
  if (by < 0 && place.row === 0 && place.column === 0) return false
  if (dispatch) {
    const edge = by > 0 ? cell.pos + cell.node.nodeSize : cell.pos
    const found = Selection.findFrom(state.doc.resolve(edge), by, true)
    if (found) dispatch(state.tr.setSelection(TextSelection.create(state.doc, found.head)).scrollIntoView())
  }
  return true
}
