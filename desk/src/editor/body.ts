// The body's view: ProseMirror on the shared document.
import { EditorState, Plugin, TextSelection, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view'
import { initProseMirrorDoc, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from 'y-prosemirror'
import { cardViews } from './cards'
import { countWords } from './counting'
import { cursors } from './cursors'
import type { Desk } from './desk'
import { dropLine } from './dropline'
import { finding } from './finding'
import { keys } from './keys'
import { houseMarks, noteMarks } from './highlights'
import { keepOneText } from './onetext'
import { pasting } from './pasting'
import { rules } from './rules'
import { nodes, schema } from './schema'
import { slash } from './slash'
import { uploads } from './uploads'

export function mountBody(desk: Desk, place: HTMLElement): EditorView {
  const { live } = desk
  // Both are needed: with the mapping alone the story would show empty.
  const { doc, mapping } = initProseMirrorDoc(live.body, schema)
  const state = EditorState.create({
    doc,
    plugins: [
      ySyncPlugin(live.body, { mapping }) as Plugin,
      cursors(live.awareness),
      yUndoPlugin() as Plugin,
      slash(desk),
      rules(),
      ...keys(desk),
      pasting(desk),
      uploads.plugin,
      noteMarks.plugin,
      houseMarks.plugin,
      finding.plugin,
      placeholder(),
      dropLine(),
      lineAtTheEnd(),
    ],
  })
  const view: EditorView = new EditorView({ mount: place }, {
    state,
    nodeViews: cardViews(desk),
    editable: () => desk.editable.peek(),
    attributes: {
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': 'Body of the story',
      'aria-describedby': 'body-hint',
      spellcheck: 'true',
      class: 'body',
    },
    dispatchTransaction(tr: Transaction) {
      // Buttons and the fields of cards write without asking the view; a stopped desk takes only what comes in.
      if (tr.docChanged && !desk.editable.peek() && !tr.getMeta(ySyncPluginKey)) return
      view.updateState(view.state.apply(tr))
      desk.tick.value++
      if (tr.docChanged) countWords(desk, view)
    },
    handleDOMEvents: {
      // Browsers tell of a moved cursor a frame later. A key that comes sooner (Home, Backspace) is for where the cursor is.
      keydown: (view, event) => {
        const { domObserver } = view as unknown as { domObserver: { flush: () => void } }
        if (!view.composing && event.keyCode !== 229) domObserver.flush()
        return false
      },
      focus: () => {
        desk.entered('body')
        return false
      },
      blur: () => {
        desk.entered(null)
        return false
      },
    },
  })
  keepOneText(view)
  countWords(desk, view)
  return view
}

// A click under a card or a table that ends the story makes the line that is missing there.
function lineAtTheEnd(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        mousedown(view, event) {
          const last = view.dom.lastElementChild
          const { doc } = view.state
          if (!last || event.target !== view.dom || event.clientY < last.getBoundingClientRect().bottom || doc.lastChild?.type === nodes.paragraph) return false
          event.preventDefault()
          const tr = view.state.tr.insert(doc.content.size, nodes.paragraph.create())
          view.dispatch(tr.setSelection(TextSelection.create(tr.doc, tr.doc.content.size - 1)))
          view.focus()
          return true
        },
      },
    },
  })
}

// Says what to do on an empty line that holds the cursor, and on an empty body.
function placeholder(): Plugin {
  return new Plugin({
    props: {
      decorations(state) {
        const { $from, empty } = state.selection
        const alone = state.doc.childCount === 1 && state.doc.firstChild!.type === nodes.paragraph && !state.doc.firstChild!.content.size
        if (alone) return DecorationSet.create(state.doc, [Decoration.node(0, 2, { class: 'hollow', 'data-hint': 'Write here, or press / for blocks' })])
        if (!empty || $from.depth !== 1 || $from.parent.type !== nodes.paragraph || $from.parent.content.size) return null
        return DecorationSet.create(state.doc, [Decoration.node($from.before(), $from.after(), { class: 'hollow', 'data-hint': '/ for blocks' })])
      },
    },
  })
}
