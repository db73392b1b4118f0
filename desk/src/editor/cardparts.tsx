// What stands above and below the caption of each kind of card.
import { useComputed } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { CardHandle } from './cards'
import { asAddress, providerOf } from './embeds'
import { StoryPicker } from './stories'
import { mediaNode } from './uploads'
import { Line } from './widgets'
import { useUnique } from './unique'

interface Spec {
  title: string
  tag?: string
  content?: string
  hint?: string
  fields: { attr: string; label: string; kind?: 'text' | 'url' | 'date' | 'choice'; of?: [string, string][]; need?: string }[]
}

const QUOTE: Spec['fields'] = [
  { attr: 'citation', label: 'Who said it' },
  { attr: 'role', label: 'Their role' },
  { attr: 'url', label: 'Source address', kind: 'url' },
]

export const specs: Record<string, Spec> = {
  image: {
    title: 'Picture', hint: 'Caption',
    fields: [
      { attr: 'alt', label: 'Alternative text', kind: 'text', need: 'Say what the picture shows, for those who cannot see it' },
      { attr: 'credit', label: 'Credit', need: 'Whose picture is it?' },
      { attr: 'size', label: 'Size', kind: 'choice', of: [['', 'Column'], ['wide', 'Wide'], ['full', 'Full'], ['small', 'Small']] },
    ],
  },
  gallery: { title: 'Gallery', tag: 'section', content: 'div', fields: [] },
  video: {
    title: 'Film', hint: 'Caption',
    fields: [{ attr: 'title', label: 'Title' }, { attr: 'url', label: 'Address', kind: 'url' }, { attr: 'credit', label: 'Credit' }],
  },
  audio: { title: 'Sound', hint: 'Caption', fields: [{ attr: 'title', label: 'Title' }] },
  embed: {
    title: 'Embed', hint: 'Caption',
    fields: [
      { attr: 'url', label: 'Address', kind: 'url', need: 'Paste the address of the post or film' },
      { attr: 'title', label: 'Title' },
    ],
  },
  readmore: { title: 'Read more', tag: 'aside', fields: [{ attr: 'heading', label: 'Heading' }] },
  podcast: {
    title: 'Podcast', tag: 'aside',
    fields: [{ attr: 'show', label: 'Show', need: 'Which show?' }, { attr: 'episode', label: 'Episode' }],
  },
  adslot: { title: 'Advertisement', tag: 'aside', fields: [{ attr: 'slot', label: 'Slot' }] },
  correction: {
    title: 'Correction', tag: 'aside', content: 'p', hint: 'What was wrong, and what is right',
    fields: [
      { attr: 'kind', label: 'Kind', kind: 'choice', of: [['correction', 'Correction'], ['clarification', 'Clarification']] },
      { attr: 'date', label: 'Date', kind: 'date' },
    ],
  },
  quote: { title: 'Quote', tag: 'blockquote', content: 'p', hint: 'What was said', fields: QUOTE },
  pullquote: { title: 'Pull quote', tag: 'blockquote', content: 'p', hint: 'A sentence to stop at', fields: QUOTE },
  code: { title: 'Code', tag: 'div', content: 'pre', fields: [{ attr: 'language', label: 'Language' }] },
}

export function CardBody({ handle, part }: { handle: CardHandle; part: 'above' | 'below' }) {
  const name = handle.node.value.type.name
  if (part === 'above') {
    if (name === 'image' || name === 'video' || name === 'audio') return <Media handle={handle} />
    if (name === 'quote' || name === 'pullquote' || name === 'code') return null
    return <Head handle={handle} />
  }
  return (
    <>
      {name === 'embed' && <EmbedLine handle={handle} />}
      {name === 'gallery' && <GalleryTools handle={handle} />}
      <Fields handle={handle} />
      {name === 'readmore' && <Further handle={handle} />}
    </>
  )
}

function Head({ handle }: { handle: CardHandle }) {
  const { title } = specs[handle.node.value.type.name]
  return (
    <div class="block-head">
      <span class="block-kind">{title}</span>
      <button type="button" class="button quiet small" aria-label={`Remove ${title.toLowerCase()}`} onClick={handle.remove}>Remove</button>
    </div>
  )
}

function Media({ handle }: { handle: CardHandle }) {
  const { desk } = handle
  const { asset, alt, url } = handle.node.value.attrs as Record<string, string | null>
  const name = handle.node.value.type.name
  const [wrong, setWrong] = useState<string | null>(null)
  const choose = () => (desk.picking.value = picture => {
    desk.thumbs.set(picture.id, picture.thumb)
    const now = handle.node.peek().attrs
    const credit = now.credit || picture.credit || null
    handle.set(name === 'image' ? { asset: picture.id, alt: now.alt || picture.alt || null, credit } : name === 'video' ? { asset: picture.id, credit } : { asset: picture.id })
  })
  return (
    <div class="block-media">
      {asset && name !== 'audio'
        ? <img src={desk.thumb(asset)} alt={alt ?? ''} onError={() => setWrong('This picture cannot be shown here.')} onLoad={() => setWrong(null)} />
        : <p class="block-none">{name === 'video' && url ? 'A film from another site' : asset ? 'Sound' : name === 'image' ? 'No picture yet' : name === 'video' ? 'No film yet' : 'No sound yet'}</p>}
      {wrong && <p class="wrong">{wrong}</p>}
      <div class="block-tools">
        <button type="button" class="button small" onClick={choose}>{asset ? 'Replace' : 'Choose'}</button>
        <button type="button" class="button small" aria-label={`Remove ${specs[name].title.toLowerCase()}`} onClick={handle.remove}>Remove</button>
      </div>
    </div>
  )
}

function Fields({ handle }: { handle: CardHandle }) {
  const node = handle.node.value
  const { fields, title } = specs[node.type.name]
  const id = useUnique()
  if (!fields.length) return null
  return (
    <div class="block-fields" role="group" aria-label={`${title}: particulars`}>
      {fields.map(({ attr, label, kind, of, need }) => {
        const value = String(node.attrs[attr] ?? '')
        const at = `${id}-${attr}`
        const lacks = !!need && !value && (node.type.name !== 'image' || !!node.attrs.asset)
        const set = (to: string) => handle.set(attr === 'url' ? { url: to.trim(), ...(node.type.name === 'embed' ? { provider: providerOf(to.trim()) } : {}) } : { [attr]: to })
        return (
          <div class={lacks ? 'lacks' : undefined} key={attr}>
            <label for={at}>{label}</label>
            {kind === 'choice'
              ? <select id={at} value={value} onChange={event => set(event.currentTarget.value)}>{of!.map(([key, words]) => <option value={key} key={key}>{words}</option>)}</select>
              : <Line
                  id={at} value={value} onValue={set} area={kind === 'text'} rows={1} type={kind === 'url' ? 'url' : kind === 'date' ? 'date' : 'text'}
                  placeholder={need ?? ''} aria-invalid={kind === 'url' && !!value && !asAddress(value)}
                />}
          </div>
        )
      })}
      {['quote', 'pullquote', 'code'].includes(node.type.name) && <button type="button" class="button quiet small" aria-label={`Remove ${title.toLowerCase()}`} onClick={handle.remove}>Remove</button>}
    </div>
  )
}

function EmbedLine({ handle }: { handle: CardHandle }) {
  const { url, provider } = handle.node.value.attrs as Record<string, string | null>
  if (!url) return null
  return <p class="block-embed"><b>{provider ?? 'Page'}</b> <span>{url.replace(/^https?:\/\/(www\.)?/, '')}</span></p>
}

function GalleryTools({ handle }: { handle: CardHandle }) {
  const add = () => (handle.desk.picking.value = picture => {
    handle.desk.thumbs.set(picture.id, picture.thumb)
    const node = mediaNode(picture)
    const first = handle.node.peek().firstChild
    // The first picture chosen takes the place of the empty one.
    if (first && !first.attrs.asset && handle.node.peek().childCount === 1 && node.type === first.type) {
      const pos = handle.getPos()
      if (pos !== undefined) handle.view.dispatch(handle.view.state.tr.replaceWith(pos + 1, pos + 1 + first.nodeSize, node))
    } else if (node.type.name === 'image') handle.append(node)
  })
  return <button type="button" class="button small" onClick={add}>Add a picture</button>
}

type Entry = number | { url?: string | null; headline: string }

function Further({ handle }: { handle: CardHandle }) {
  const entries = useComputed(() => (handle.node.value.attrs.stories ?? []) as Entry[])
  const set = (stories: Entry[]) => handle.set({ stories })
  const { desk } = handle
  useEffect(() => void desk.learn(entries.value.filter(one => typeof one === 'number')), [entries.value])
  return (
    <div class="further">
      <ol aria-label="Stories to read next">
        {entries.value.map((entry, i) => {
          const words = typeof entry === 'number' ? desk.titles.value.get(entry) || `Story ${entry}` : entry.headline
          return (
            <li key={`${i}-${words}`}>
              <span>{words}</span>
              <button type="button" class="button quiet small" disabled={i === 0} aria-label={`Move “${words}” up`} onClick={() => set(entries.value.map((one, j, all) => (j === i - 1 ? all[i] : j === i ? all[i - 1] : one)))}>↑</button>
              <button type="button" class="button quiet small" aria-label={`Remove “${words}”`} onClick={() => set(entries.value.filter((_, j) => j !== i))}>×</button>
            </li>
          )
        })}
      </ol>
      <StoryPicker desk={desk} label="Add a story to read next" onPick={number => set([...entries.value, number])} />
    </div>
  )
}
