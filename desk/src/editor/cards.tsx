// Blocks that are more than a run of text: each is a card with its caption written in place, as on the page, and its
// other particulars in fields below.
import { signal, type Signal } from '@preact/signals'
import { render } from 'preact'
import type { Node } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import type { EditorView, NodeView, NodeViewConstructor, ViewMutationRecord } from 'prosemirror-view'
import { CardBody, specs } from './cardparts'
import type { Desk } from './desk'
import { nodes } from './schema'

export interface CardHandle {
  desk: Desk
  view: EditorView
  node: Signal<Node>
  set: (attrs: Record<string, unknown>) => void
  remove: () => void
  getPos: () => number | undefined
  append: (node: Node) => void
}

class Card implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM?: HTMLElement
  private readonly above = document.createElement('div')
  private readonly below = document.createElement('div')
  private readonly node: Signal<Node>

  constructor(desk: Desk, node: Node, view: EditorView, getPos: () => number | undefined) {
    const spec = specs[node.type.name]
    this.node = signal(node)
    this.dom = document.createElement(spec.tag ?? 'figure')
    this.dom.className = `block block-${node.type.name}`
    for (const part of [this.above, this.below]) part.contentEditable = 'false'
    this.above.className = 'block-above'
    this.below.className = 'block-below'
    this.dom.append(this.above)
    if (!node.isLeaf) {
      this.contentDOM = document.createElement(spec.content ?? 'figcaption')
      this.dom.append(this.contentDOM)
    }
    this.dom.append(this.below)
    this.look(node)
    const handle: CardHandle = {
      desk, view, node: this.node, getPos,
      set: attrs => {
        const pos = getPos()
        if (pos === undefined) return
        const tr = view.state.tr
        for (const [name, value] of Object.entries(attrs)) tr.setNodeAttribute(pos, name, value === '' ? null : value)
        view.dispatch(tr)
      },
      remove: () => {
        const pos = getPos()
        if (pos === undefined) return
        const tr = view.state.tr.deleteRange(pos, pos + this.node.peek().nodeSize)
        if (!tr.doc.childCount) tr.insert(0, nodes.paragraph.create())
        view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)), -1)).scrollIntoView())
        view.focus()
      },
      append: child => {
        const pos = getPos()
        if (pos !== undefined) view.dispatch(view.state.tr.insert(pos + this.node.peek().nodeSize - 1, child))
      },
    }
    render(<CardBody handle={handle} part="above" />, this.above)
    render(<CardBody handle={handle} part="below" />, this.below)
  }

  update(node: Node): boolean {
    if (node.type !== this.node.peek().type) return false
    this.node.value = node
    this.look(node)
    return true
  }

  private look(node: Node): void {
    const spec = specs[node.type.name]
    if (this.contentDOM && spec.hint) {
      this.contentDOM.classList.toggle('hollow', node.content.size === 0)
      this.contentDOM.dataset.hint = spec.hint
    }
    for (const name of ['size', 'kind']) if (node.attrs[name]) this.dom.dataset[name] = node.attrs[name] as string
  }

  // Fields and buttons hear their own keys and clicks; the rest of the card is the editor's to select.
  stopEvent(event: Event): boolean {
    const target = event.target as HTMLElement
    if (this.contentDOM?.contains(target)) return false
    const inside = this.above.contains(target) || this.below.contains(target)
    return inside && (!!target.closest('input,textarea,select,button,a,label,[role=listbox]') || event.type.startsWith('key') || event.type === 'paste')
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (mutation.type === 'selection') return false
    return !this.contentDOM || (!this.contentDOM.contains(mutation.target)) || mutation.type === 'attributes'
  }

  destroy(): void {
    render(null, this.above)
    render(null, this.below)
  }
}

export function cardViews(desk: Desk): Record<string, NodeViewConstructor> {
  return Object.fromEntries(Object.keys(specs).map(name => [name, (node, view, getPos) => new Card(desk, node, view, getPos)]))
}

