// An editor that meets a node it does not know deletes it from the document, for everyone. So the document is checked
// before the view is made, and every change that comes in is checked before the view hears of it.
import * as Y from 'yjs'
import { rules } from './schema'

/** What the schema does not know, or null. */
export function unknownIn(type: Y.XmlFragment | Y.XmlElement | Y.XmlText): string | null {
  if (type instanceof Y.XmlText) return unknownMark(type)
  for (const child of type.toArray()) {
    if (child instanceof Y.XmlElement) {
      const found = unknownNode(child) ?? unknownIn(child)
      if (found) return found
    } else if (child instanceof Y.XmlText) {
      const found = unknownMark(child)
      if (found) return found
    } else return 'a kind of content'
  }
  return null
}

function unknownNode(element: Y.XmlElement): string | null {
  const name = element.nodeName
  if (!Object.hasOwn(rules.nodes, name) || name === 'text') return `a block named “${name}”`
  const known = rules.nodes[name].attrs ?? {}
  for (const attr of Object.keys(element.getAttributes())) {
    if (!Object.hasOwn(known, attr)) return `“${attr}” on a ${name}`
  }
  return null
}

function unknownMark(text: Y.XmlText): string | null {
  for (const { insert, attributes } of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof insert !== 'string') return 'an object inside a text'
    for (const name of Object.keys(attributes ?? {})) {
      if (!Object.hasOwn(rules.marks, name)) return `a mark named “${name}”`
    }
  }
  return null
}

/** Looks only at what a transaction touched: the marks of changed texts, changed attributes, and blocks that are new. */
export function unknownInChange(body: Y.XmlFragment, transaction: Y.Transaction): string | null {
  const isNew = (child: Y.XmlElement | Y.XmlText) => {
    const id = child._item?.id
    return !!id && id.clock >= (transaction.beforeState.get(id.client) ?? 0)
  }
  for (const type of transaction.changed.keys() as Iterable<unknown>) {
    if (!(type instanceof Y.XmlFragment || type instanceof Y.XmlText) || !isWithin(type, body)) continue
    let found: string | null = null
    if (type instanceof Y.XmlText) found = unknownMark(type)
    else {
      if (type instanceof Y.XmlElement) found = unknownNode(type)
      for (const child of type.toArray() as (Y.XmlElement | Y.XmlText)[]) {
        if (!found && isNew(child)) found = child instanceof Y.XmlElement ? unknownNode(child) ?? unknownIn(child) : unknownIn(child)
      }
    }
    if (found) return found
  }
  return null
}

function isWithin(type: unknown, body: Y.XmlFragment): boolean {
  for (let at = type as Y.XmlElement | null; at; at = at.parent as Y.XmlElement | null) {
    if (at === body) return true
  }
  return false
}
