// How the desk's editor writes its changes into the shared document, where y-prosemirror alone would not do.
//
// Two people who begin to write in the same empty paragraph must meet in one shared text. Without it each makes a text
// of their own, the two stand side by side, and both editors join them in the same moment: words stand there twice.
// So a new block for words is given its text along with it, also while it is empty; the server does the same.
import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { type Moving, writeMoves } from './moves'
import { schema } from './schema'

interface Binding extends Moving { doc: Y.Doc; _prosemirrorChanged: (doc: Node) => void }

export function keepOneText(view: EditorView): void {
  const { binding } = ySyncPluginKey.getState(view.state) as { binding: Binding }
  const changed = binding._prosemirrorChanged.bind(binding)
  // In one transaction, so that no colleague sees the block without its text.
  binding._prosemirrorChanged = doc => binding.doc.transact(transaction => {
    writeMoves(binding, doc, view.state.selection.$from.index(0))
    changed(doc)
    for (const type of transaction.changed.keys() as Iterable<unknown>) {
      if (type instanceof Y.XmlFragment && !type._item?.deleted) giveTexts(type, transaction)
    }
  }, ySyncPluginKey)
}

function giveTexts(type: Y.XmlFragment, transaction: Y.Transaction): void {
  if (type instanceof Y.XmlElement && schema.nodes[type.nodeName]?.isTextblock) {
    if (!type.length) type.insert(0, [new Y.XmlText()])
    return
  }
  for (const child of type.toArray()) {
    const { id } = child._item!
    // Others are not touched: a colleague may be giving them theirs.
    if (child instanceof Y.XmlElement && id.clock >= (transaction.beforeState.get(id.client) ?? 0)) giveTexts(child, transaction)
  }
}
