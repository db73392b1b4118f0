// What happens to what is pasted or dropped into the body.
import { Plugin, TextSelection } from 'prosemirror-state'
import { cleanHtml } from './clean'
import type { Desk } from './desk'
import { asAddress, providerOf } from './embeds'
import { marks, nodes, schema } from './schema'
import { mediaFiles, uploadAt } from './uploads'
import { insert } from './commands'

export function pasting(desk: Desk): Plugin {
  return new Plugin({
    props: {
      transformPastedHTML: cleanHtml,

      handlePaste(view, event) {
        const files = mediaFiles(event.clipboardData)
        // A copied piece of a page brings a picture of itself along; its words are what was meant.
        if (files.length && !event.clipboardData?.getData('text/plain')) {
          uploadAt(desk, view, files, view.state.selection.$from.depth ? view.state.selection.$from.after(1) : view.state.selection.to)
          return true
        }
        const { selection } = view.state
        const address = asAddress(event.clipboardData?.getData('text/plain') ?? '')
        if (!address || !(selection instanceof TextSelection) || selection.$from.parent.type.spec.code) return false
        const { from, to, $from } = selection
        if (!selection.empty) {
          if (!selection.$from.sameParent(selection.$to)) return false
          view.dispatch(view.state.tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href: address })))
          return true
        }
        const provider = providerOf(address)
        if (provider && $from.parent.type === nodes.paragraph && !$from.parent.content.size && $from.depth === 1) {
          return insert(nodes.embed.create({ url: address, provider }))(view.state, view.dispatch)
        }
        view.dispatch(view.state.tr.replaceSelectionWith(schema.text(address, [...$from.marks(), marks.link.create({ href: address })]), false))
        return true
      },

      handleDrop(view, event) {
        const files = mediaFiles(event.dataTransfer)
        if (!files.length) return false
        event.preventDefault()
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size
        uploadAt(desk, view, files, at)
        return true
      },
    },
  })
}
