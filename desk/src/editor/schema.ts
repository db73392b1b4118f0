// The document's schema, made from the same file that the server checks with. Every attribute may be missing here,
// also one that the server requires: a node without it must stay in the document and be named as a fault, and not be
// thrown away because it cannot be made.
import { Schema, type AttributeSpec, type DOMOutputSpec, type MarkSpec, type MarkType, type Node, type NodeSpec } from 'prosemirror-model'
import blocks from '../../../crates/story/blocks.json'

export interface AttrRule { type: string; required?: boolean; default?: unknown; of?: string[]; min?: number; max?: number }
export interface NodeRule { group?: string; content?: string; marks?: boolean; attrs?: Record<string, AttrRule> }
export interface Rules { version: number; nodes: Record<string, NodeRule>; marks: Record<string, { attrs?: Record<string, AttrRule> }> }

export const rules = blocks as unknown as Rules

const attrsOf = (of: Record<string, AttrRule> = {}): Record<string, AttributeSpec> =>
  Object.fromEntries(Object.entries(of).map(([name, rule]) => [name, { default: rule.default ?? null }]))

// Blocks that the editor shows as cards with fields. On the clipboard they travel as an element that carries their
// attributes.
export const cards = new Set(['image', 'gallery', 'video', 'audio', 'embed', 'readmore', 'podcast', 'adslot', 'correction'])

const looks: Record<string, Partial<NodeSpec>> = {
  paragraph: { toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
  heading: {
    defining: true,
    toDOM: node => [`h${node.attrs.level}`, 0],
    // The page's own first heading is the headline, so a pasted h1 starts where the body's headings start.
    parseDOM: [1, 2, 3, 4, 5, 6].map(n => ({ tag: `h${n}`, attrs: { level: Math.min(Math.max(n, 2), 4) } })),
  },
  quote: { defining: true, ...quoteLike('quote'), parseDOM: [...fromCard('quote'), { tag: 'blockquote' }] },
  pullquote: { defining: true, ...quoteLike('pullquote'), parseDOM: fromCard('pullquote') },
  list: {
    toDOM: node => [node.attrs.ordered ? 'ol' : 'ul', 0],
    parseDOM: [{ tag: 'ul', attrs: { ordered: false } }, { tag: 'ol', attrs: { ordered: true } }],
  },
  list_item: { defining: true, toDOM: () => ['li', 0], parseDOM: [{ tag: 'li' }] },
  table: {
    isolating: true,
    toDOM: () => ['table', ['tbody', 0]],
    parseDOM: [{ tag: 'table' }],
  },
  table_row: { toDOM: () => ['tr', 0], parseDOM: [{ tag: 'tr' }] },
  table_cell: {
    isolating: true,
    toDOM: node => [node.attrs.header ? 'th' : 'td', 0],
    parseDOM: [{ tag: 'td', attrs: { header: false } }, { tag: 'th', attrs: { header: true } }],
  },
  code: {
    code: true,
    defining: true,
    toDOM: () => ['pre', { spellcheck: 'false' }, ['code', 0]],
    parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }],
  },
  rule: { toDOM: () => ['hr'], parseDOM: [{ tag: 'hr' }] },
  hard_break: { inline: true, selectable: false, toDOM: () => ['br'], parseDOM: [{ tag: 'br' }], leafText: () => '\n' },
}

const wears: Record<string, MarkSpec> = {
  strong: {
    toDOM: () => ['strong', 0],
    parseDOM: [{ tag: 'strong' }, { tag: 'b' }, { style: 'font-weight', getAttrs: weight => /^(bold(er)?|[6-9]\d{2})$/.test(weight) && null }],
  },
  em: { toDOM: () => ['em', 0], parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }] },
  strike: { toDOM: () => ['s', 0], parseDOM: [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }] },
  sub: { toDOM: () => ['sub', 0], parseDOM: [{ tag: 'sub' }] },
  sup: { toDOM: () => ['sup', 0], parseDOM: [{ tag: 'sup' }] },
  code: { code: true, toDOM: () => ['code', 0], parseDOM: [{ tag: 'code' }] },
  link: {
    inclusive: false,
    toDOM: mark => ['a', { href: mark.attrs.href, rel: mark.attrs.rel, 'data-story': mark.attrs.story }, 0],
    parseDOM: [{
      tag: 'a[href]',
      getAttrs: dom => {
        const href = dom.getAttribute('href') ?? ''
        const story = Number(dom.getAttribute('data-story')) || null
        return safeAddress(href) ? { href, story } : false
      },
    }],
  },
}

function fromCard(name: string) {
  return [{
    tag: `[data-block="${name}"]`,
    getAttrs: (dom: HTMLElement) => {
      try {
        return known(name, JSON.parse(dom.getAttribute('data-attrs') ?? '{}'))
      } catch {
        return false as const
      }
    },
  }]
}

// Another page may carry the same element with anything in it.
function known(name: string, attrs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rules.nodes[name].attrs ?? {}).flatMap(([key, { type }]) => {
    const value = attrs[key]
    const fits = type === 'stories' ? Array.isArray(value) : type === 'url' ? typeof value === 'string' && safeAddress(value) : ['string', 'number', 'boolean'].includes(typeof value)
    return fits ? [[key, value]] : []
  }))
}

function cardLike(name: string, leaf: boolean): Partial<NodeSpec> {
  const open = (node: Node) => ({ 'data-block': name, 'data-attrs': JSON.stringify(node.attrs) })
  return {
    toDOM: (node): DOMOutputSpec => (leaf ? ['div', open(node)] : ['figure', open(node), 0]),
    parseDOM: fromCard(name),
    isolating: true,
    draggable: true,
  }
}

function quoteLike(name: string): Partial<NodeSpec> {
  return { toDOM: node => ['blockquote', { 'data-block': name, 'data-attrs': JSON.stringify(node.attrs) }, 0] }
}

function nodeSpec(name: string, rule: NodeRule): NodeSpec {
  const spec: NodeSpec = { attrs: attrsOf(rule.attrs) }
  if (rule.group) spec.group = rule.group
  if (rule.content) spec.content = rule.content
  if (rule.marks === false) spec.marks = ''
  return { ...spec, ...(cards.has(name) ? cardLike(name, !rule.content) : looks[name]) }
}

// "code" is a block and a mark. The library takes a name once, but only while a schema is made: such a mark is made
// under another name and gets its own back at once, so that the shared document holds the names of the schema file.
const SHARED = 'mark:'

export const schema = new Schema({
  nodes: Object.fromEntries(Object.entries(rules.nodes).map(([name, rule]) => [name, nodeSpec(name, rule)])),
  marks: Object.fromEntries(Object.entries(rules.marks).map(([name, rule]) => [
    Object.hasOwn(rules.nodes, name) ? SHARED + name : name,
    { attrs: attrsOf(rule.attrs), ...wears[name] },
  ])),
})

for (const [made, type] of Object.entries(schema.marks)) {
  if (!made.startsWith(SHARED)) continue
  const name = made.slice(SHARED.length)
  Object.assign(type, { name })
  delete (schema.marks as Record<string, MarkType>)[made]
  ;(schema.marks as Record<string, MarkType>)[name] = type
}

// An attribute that is not set is absent from the shared document, for marks as for blocks.
for (const type of Object.values(schema.marks)) {
  const create = type.create.bind(type)
  type.create = attrs => {
    const mark = create(attrs)
    for (const [name, value] of Object.entries(mark.attrs)) if (value === null) delete (mark.attrs as Record<string, unknown>)[name]
    return mark
  }
}

export const nodes = schema.nodes
export const marks = schema.marks

/** Whether an address may stand in a link: the web, mail, telephone, or a path of this site. */
export function safeAddress(address: string): boolean {
  return /^(https?:\/\/\S+|mailto:\S+|tel:\S+|\/(?!\/)\S*|#\S*)$/i.test(address.trim())
}
