// A block that is moved goes and comes as one. y-prosemirror 1.3 compares old and new from both ends and writes a moved
// block as changed letters in every block that it passed; two people who move at once then mix their letters, and nobody
// can tell any more what was moved. As a block that goes and one that comes it can be told, and the server does (ADR 8).
import type { Node } from 'prosemirror-model'
import * as Y from 'yjs'

type Mapping = Map<Y.XmlElement | Y.XmlText, Node | Node[]>

/** What moves need of y-prosemirror's binding. */
export interface Moving { type: Y.XmlFragment; mapping: Mapping }

/**
 * Moves the blocks of the shared document that the editor's document has in another order, if order is all that changed.
 * `chosen` is the block in which the cursor is: of two that changed places it is the one that was moved.
 */
export function writeMoves({ type, mapping }: Moving, doc: Node, chosen: number): void {
  if (type.length !== doc.childCount) return
  const before = new Map<Node, number>()
  type.toArray().forEach((block, place) => {
    const node = mapping.get(block as Y.XmlElement)
    if (node && !Array.isArray(node)) before.set(node, place)
  })
  const order: number[] = []
  doc.forEach(node => order.push(before.get(node) ?? -1))
  // The same node twice, or one that is new: more than order has changed.
  if (order.includes(-1) || new Set(order).size !== order.length) return
  const placeOf = (node: Node) => type.toArray().findIndex(block => mapping.get(block as Y.XmlElement) === node)
  for (const to of moved(order, chosen)) {
    const node = doc.child(to)
    const from = placeOf(node)
    const block = type.get(from) as Y.XmlElement
    const copy = block.clone()
    mapping.delete(block)
    type.delete(from, 1)
    // Behind the one that it follows: others that are still to be moved may stand between.
    type.insert(to ? placeOf(doc.child(to - 1)) + 1 : 0, [copy])
    map(mapping, copy, node)
  }
}

/** The new places of as few blocks as can have been moved, the first first. */
function moved(order: number[], chosen: number): number[] {
  const rises = (places: number[]) => places.every((place, n) => !n || places[n - 1]! < place)
  if (rises(order)) return []
  if (rises(order.filter((_, n) => n !== chosen))) return [chosen]
  // All but the longest run of blocks that kept their order.
  const best: number[][] = []
  order.forEach((place, n) => {
    const before = best.slice(0, n).filter(run => order[run.at(-1)!]! < place)
    best.push([...before.reduce((a, b) => (b.length > a.length ? b : a), []), n])
  })
  const stay = new Set(best.reduce((a, b) => (b.length > a.length ? b : a), []))
  return order.map((_, n) => n).filter(n => !stay.has(n))
}

/** Tells the binding which node each part of a new element is. */
function map(mapping: Mapping, element: Y.XmlElement, node: Node): void {
  mapping.set(element, node)
  let at = 0
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) {
      const texts: Node[] = []
      while (at < node.childCount && node.child(at).isText) texts.push(node.child(at++))
      if (texts.length) mapping.set(child, texts)
    } else if (child instanceof Y.XmlElement && at < node.childCount) {
      map(mapping, child, node.child(at++))
    }
  }
}
