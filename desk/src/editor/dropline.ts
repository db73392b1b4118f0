// Shows between which blocks something that is dragged would come to stand.
import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

export function dropLine(): Plugin {
  const line = document.createElement('div')
  line.className = 'drop-line'
  const hide = () => {
    line.remove()
    return false
  }
  const show = (view: EditorView, event: DragEvent) => {
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
    const block = at && view.state.doc.childCount ? view.nodeDOM(view.state.doc.resolve(at.pos).depth ? view.state.doc.resolve(at.pos).before(1) : at.pos) : null
    if (!(block instanceof HTMLElement)) return hide()
    line.style.top = `${block.offsetTop + block.offsetHeight + view.dom.offsetTop + 6}px`
    view.dom.parentElement?.append(line)
    return false
  }
  return new Plugin({ props: { handleDOMEvents: { dragover: show, dragleave: hide, dragend: hide, drop: hide } } })
}
