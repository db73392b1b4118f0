// Places in the body that hold through everyone's changes. A change from elsewhere arrives as a new document, in which
// positions cannot be followed; a place that is tied to the shared text can.
import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'

export type Anchor = Y.RelativePosition

interface SyncState { doc: Y.Doc; type: Y.XmlFragment; binding: { mapping: Map<unknown, unknown> } | null; isChangeOrigin: boolean }

const sync = (state: EditorState) => ySyncPluginKey.getState(state) as SyncState | undefined

export function anchorAt(state: EditorState, pos: number): Anchor | null {
  const at = sync(state)
  if (!at?.binding) return null
  try {
    return absolutePositionToRelativePosition(pos, at.type, at.binding.mapping as never) as Anchor
  } catch {
    return null
  }
}

export function placeOf(state: EditorState, anchor: Anchor): number | null {
  const at = sync(state)
  if (!at?.binding) return null
  try {
    const pos = relativePositionToAbsolutePosition(at.doc, at.type, anchor, at.binding.mapping as never)
    return pos === null ? null : Math.max(0, Math.min(pos, state.doc.content.size))
  } catch {
    return null
  }
}

export function encodeAnchor(anchor: Anchor): string {
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(anchor)))
}

export function decodeAnchor(text: string | null): Anchor | null {
  if (!text) return null
  try {
    return Y.decodeRelativePosition(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
  } catch {
    return null
  }
}

/** Brings a place of the body to the middle of the window, also while the focus is elsewhere. */
export function reveal(view: EditorView, pos: number): void {
  const { node } = view.domAtPos(pos)
  const element = node instanceof Element ? node : node.parentElement
  element?.scrollIntoView({ block: 'center' })
}

/** Something shown at a place: a highlight from one anchor to another, or a widget at one. */
export interface Anchored {
  id: string
  from: Anchor
  to?: Anchor
  show: (from: number, to: number) => Decoration
}

interface Kept { items: Anchored[]; shown: DecorationSet }

/** A plugin that shows such things. `set` replaces them; `find` says where one is now. */
export function anchored(name: string) {
  const key = new PluginKey<Kept>(name)
  const draw = (state: EditorState, items: Anchored[]) => {
    const shown: Decoration[] = []
    for (const item of items) {
      const from = placeOf(state, item.from)
      const to = item.to ? placeOf(state, item.to) : from
      if (from === null || to === null || (item.to && from >= to)) continue
      shown.push(item.show(from, to))
    }
    return DecorationSet.create(state.doc, shown)
  }
  const plugin = new Plugin<Kept>({
    key,
    state: {
      init: () => ({ items: [], shown: DecorationSet.empty }),
      apply: (tr, kept, _old, state) => {
        const items = tr.getMeta(key) as Anchored[] | undefined
        if (items) return { items, shown: draw(state, items) }
        if (!tr.docChanged || !kept.items.length) return kept
        if (sync(state)?.isChangeOrigin) return { ...kept, shown: draw(state, kept.items) }
        return { ...kept, shown: kept.shown.map(tr.mapping, tr.doc) }
      },
    },
    props: { decorations: state => key.getState(state)?.shown },
  })
  return {
    plugin,
    items: (state: EditorState) => key.getState(state)?.items ?? [],
    set: (view: EditorView, items: Anchored[]) => view.dispatch(view.state.tr.setMeta(key, items).setMeta('addToHistory', false)),
    find: (state: EditorState, id: string): { from: number; to: number } | null => {
      const item = key.getState(state)?.items.find(one => one.id === id)
      if (!item) return null
      const from = placeOf(state, item.from)
      const to = item.to ? placeOf(state, item.to) : from
      return from === null || to === null ? null : { from: Math.min(from, to), to: Math.max(from, to) }
    },
  }
}
