// Find and replace in the body. Matches are looked for when the words to find change, and again a moment after the
// text did; in between they move along.
import { Plugin, PluginKey, TextSelection, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { reveal } from './anchors'

export interface Query { words: string; matchCase: boolean; wholeWord: boolean }
export interface Match { from: number; to: number }
interface Kept { query: Query | null; matches: Match[]; current: number; shown: DecorationSet }

const key = new PluginKey<Kept>('finding')
const NONE: Kept = { query: null, matches: [], current: -1, shown: DecorationSet.empty }

function search(state: EditorState, query: Query): Match[] {
  if (!query.words) return []
  const body = query.words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const edge = (of: string) => (query.wholeWord ? of : '')
  const pattern = new RegExp(`${edge('(?<![\\p{L}\\p{N}_])')}${body}${edge('(?![\\p{L}\\p{N}_])')}`, query.matchCase ? 'gu' : 'giu')
  const matches: Match[] = []
  state.doc.descendants((node, pos) => {
    if (!node.inlineContent) return true
    // One character for what is no text keeps the offsets right.
    const text = node.textBetween(0, node.content.size, '\n', '\ufffc')
    for (const match of text.matchAll(pattern)) matches.push({ from: pos + 1 + match.index, to: pos + 1 + match.index + match[0].length })
    return false
  })
  return matches
}

function draw(state: EditorState, query: Query, matches: Match[], current: number): Kept {
  const shown = matches.map((match, i) => Decoration.inline(match.from, match.to, { class: i === current ? 'found current' : 'found' }))
  return { query, matches, current, shown: DecorationSet.create(state.doc, shown) }
}

const plugin = new Plugin<Kept>({
  key,
  state: {
    init: () => NONE,
    apply(tr, kept, _old, state) {
      const ask = tr.getMeta(key) as { query?: Query | null; current?: number; again?: true } | undefined
      if (ask?.query === null) return NONE
      if (ask) {
        const query = ask.query ?? kept.query
        if (!query) return NONE
        const matches = search(state, query)
        const near = matches.findIndex(match => match.from >= state.selection.from)
        const current = ask.current ?? (ask.query ? near : Math.min(kept.current, matches.length - 1))
        return draw(state, query, matches, matches.length ? Math.max(0, current) : -1)
      }
      return kept.query && tr.docChanged ? { ...kept, shown: kept.shown.map(tr.mapping, tr.doc) } : kept
    },
  },
  view: () => {
    let timer = 0
    return {
      update(view, before) {
        if (!key.getState(view.state)?.query || before.doc === view.state.doc) return
        clearTimeout(timer)
        timer = window.setTimeout(() => view.dispatch(view.state.tr.setMeta(key, { again: true })), 200)
      },
      destroy: () => clearTimeout(timer),
    }
  },
  props: { decorations: state => key.getState(state)?.shown },
})

export const finding = {
  plugin,
  state: (view: EditorView) => key.getState(view.state) ?? NONE,
  ask: (view: EditorView, query: Query | null) => view.dispatch(view.state.tr.setMeta(key, { query })),

  step(view: EditorView, by: 1 | -1): void {
    const { matches, current } = fresh(view)
    if (!matches.length) return
    const next = (current + by + matches.length) % matches.length
    const tr = view.state.tr.setMeta(key, { current: next })
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, matches[next].from, matches[next].to)))
    reveal(view, matches[next].from)
  },

  replace(view: EditorView, by: string): void {
    const { matches, current } = fresh(view)
    const match = matches[current]
    if (!match) return
    const tr = view.state.tr.insertText(by, match.from, match.to)
    view.dispatch(tr.setMeta(key, { current }).scrollIntoView())
  },

  replaceAll(view: EditorView, by: string): number {
    const { matches } = fresh(view)
    const tr = view.state.tr
    for (const { from, to } of [...matches].reverse()) tr.insertText(by, from, to)
    view.dispatch(tr.setMeta(key, { again: true }))
    return matches.length
  },
}

// The matches for the text as it is now, also where the last look is not done yet.
function fresh(view: EditorView): Kept {
  view.dispatch(view.state.tr.setMeta(key, { again: true }))
  return key.getState(view.state) ?? NONE
}
