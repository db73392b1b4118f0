// The blocks that the menu and the toolbar offer.
import type { Command } from 'prosemirror-state'
import { block, insert, list } from './commands'
import { nodes } from './schema'
import { makeTable } from './tables'

export interface Offer { name: string; label: string; words: string; run: Command }

const make = (name: string, attrs?: Record<string, unknown>): Command => (state, dispatch, view) => insert(nodes[name].create(attrs))(state, dispatch, view)

export const offers: Offer[] = [
  { name: 'paragraph', label: 'Paragraph', words: 'text', run: block('paragraph') },
  { name: 'h2', label: 'Heading', words: 'heading 2 crosshead', run: block('heading', { level: 2 }) },
  { name: 'h3', label: 'Smaller heading', words: 'heading 3 subheading', run: block('heading', { level: 3 }) },
  { name: 'h4', label: 'Smallest heading', words: 'heading 4', run: block('heading', { level: 4 }) },
  { name: 'image', label: 'Picture', words: 'image photo upload', run: make('image') },
  { name: 'gallery', label: 'Gallery', words: 'pictures images', run: (state, dispatch, view) => insert(nodes.gallery.create(null, nodes.image.create()))(state, dispatch, view) },
  { name: 'video', label: 'Film', words: 'video', run: make('video') },
  { name: 'audio', label: 'Sound', words: 'audio recording', run: make('audio') },
  { name: 'embed', label: 'Embed', words: 'post social youtube card', run: make('embed') },
  { name: 'quote', label: 'Quote', words: 'blockquote', run: block('quote') },
  { name: 'pullquote', label: 'Pull quote', words: 'display', run: block('pullquote') },
  { name: 'bullets', label: 'List', words: 'bullets points unordered', run: list(false) },
  { name: 'numbers', label: 'Numbered list', words: 'ordered', run: list(true) },
  { name: 'table', label: 'Table', words: 'grid rows columns', run: (state, dispatch, view) => insert(makeTable(3, 3))(state, dispatch, view) },
  { name: 'readmore', label: 'Read more', words: 'related stories links', run: make('readmore', { stories: [] }) },
  { name: 'podcast', label: 'Podcast', words: 'show episode', run: make('podcast') },
  { name: 'correction', label: 'Correction', words: 'clarification', run: (state, dispatch, view) => insert(nodes.correction.create({ date: today() }))(state, dispatch, view) },
  { name: 'adslot', label: 'Advertisement', words: 'ad slot', run: make('adslot') },
  { name: 'code', label: 'Code', words: 'pre program', run: block('code') },
  { name: 'rule', label: 'Rule', words: 'line break divider', run: make('rule') },
]

function today(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10)
}

/** Offers whose label or words have what was typed at the start of a word; those by label first. */
export function matching(query: string): Offer[] {
  const want = query.toLowerCase()
  if (!want) return offers
  const starts = (text: string) => text.toLowerCase().split(' ').some(word => word.startsWith(want))
  return [...offers.filter(offer => starts(offer.label)), ...offers.filter(offer => !starts(offer.label) && starts(offer.words))]
}
