// Pictures that are pasted or dropped: a placeholder stands where the picture will be, through everyone's changes,
// until the server has it or says why not.
import { Decoration, type EditorView } from 'prosemirror-view'
import { anchorAt, anchored } from './anchors'
import type { Picture } from './answers'
import type { Desk } from './desk'
import { nodes } from './schema'

export const uploads = anchored('uploads')

let count = 0

export function mediaFiles(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter(file => /^(image|video|audio)\//.test(file.type))
}

/** Sends files and puts each in the body at `pos`, between two blocks. */
export function uploadAt(desk: Desk, view: EditorView, files: File[], pos: number): void {
  for (const file of files) void uploadOne(desk, view, file, pos)
}

async function uploadOne(desk: Desk, view: EditorView, file: File, pos: number): Promise<void> {
  const id = `upload-${++count}`
  const $pos = view.state.doc.resolve(pos)
  const at = $pos.depth ? $pos.after(1) : pos
  const from = anchorAt(view.state, at)
  if (!from) return
  const dom = placeholder(file, () => drop(view, id))
  uploads.set(view, [...uploads.items(view.state), { id, from, show: place => Decoration.widget(place, () => dom, { key: id, side: 1, ignoreSelection: true }) }])
  desk.announce(`Uploading ${file.name}`)
  try {
    const picture = await desk.answers.upload(file, part => (dom.querySelector('p')!.textContent = `${file.name}: ${Math.round(part * 100)} %`))
    desk.thumbs.set(picture.id, picture.thumb)
    const place = uploads.find(view.state, id)
    drop(view, id)
    if (!place) return
    const $place = view.state.doc.resolve(place.from)
    const where = $place.depth ? $place.after(1) : place.from
    const before = view.state.doc.resolve(where).nodeBefore
    const tr = view.state.tr
    // A picture pasted on an empty line stands in its place.
    if (before?.type === nodes.paragraph && !before.content.size && view.state.doc.childCount > 1) tr.replaceWith(where - before.nodeSize, where, mediaNode(picture))
    else tr.insert(where, mediaNode(picture))
    if (tr.doc.lastChild?.type !== nodes.paragraph) tr.insert(tr.doc.content.size, nodes.paragraph.create())
    view.dispatch(tr)
    desk.announce(`${file.name} is in the story`)
  } catch (error) {
    fail(dom, `${file.name} could not be uploaded. ${(error as Error).message}`)
    desk.announce(`${file.name} could not be uploaded`)
  }
}

export function mediaNode(picture: Picture) {
  const caption = picture.caption ? nodes.image.schema.text(picture.caption) : null
  if (picture.kind === 'video') return nodes.video.create({ asset: picture.id, credit: picture.credit || null }, caption)
  if (picture.kind === 'audio') return nodes.audio.create({ asset: picture.id }, caption)
  return nodes.image.create({ asset: picture.id, alt: picture.alt || null, credit: picture.credit || null }, caption)
}

function drop(view: EditorView, id: string): void {
  uploads.set(view, uploads.items(view.state).filter(item => item.id !== id))
}

function placeholder(file: File, remove: () => void): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'upload'
  dom.contentEditable = 'false'
  if (file.type.startsWith('image/')) {
    const image = document.createElement('img')
    image.alt = ''
    image.src = URL.createObjectURL(file)
    image.onload = () => URL.revokeObjectURL(image.src)
    dom.append(image)
  }
  const words = document.createElement('p')
  words.textContent = `Uploading ${file.name}…`
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button small'
  button.textContent = 'Remove'
  button.hidden = true
  button.onclick = remove
  dom.append(words, button)
  return dom
}

function fail(dom: HTMLElement, words: string): void {
  dom.classList.add('failed')
  dom.querySelector('p')!.textContent = words
  dom.querySelector('button')!.hidden = false
}
