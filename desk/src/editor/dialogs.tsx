// The dialogs: a link, a picture, the sheet of shortcuts, and those of the acts.
import { useEffect, useState } from 'preact/hooks'
import { ActDialog } from './acts'
import type { FoundStory, Picture } from './answers'
import type { Desk } from './desk'
import { Upload } from './lead'
import { linkAt, setLink, type LinkTo } from './linking'
import { findStories } from './stories'
import { Combobox, Dialog } from './widgets'

export function Dialogs({ desk }: { desk: Desk }) {
  const open = desk.dialog.value
  return (
    <>
      {open === 'link' && <LinkDialog desk={desk} />}
      {open === 'keys' && <Keys desk={desk} />}
      {open && <ActDialog desk={desk} act={open} />}
      {desk.picking.value && <Pictures desk={desk} onPick={desk.picking.value} />}
    </>
  )
}

function LinkDialog({ desk }: { desk: Desk }) {
  const view = desk.view.peek()
  const [now] = useState(() => (view ? linkAt(view.state) : null))
  const [text, setText] = useState(now?.href ?? '')
  const close = () => (desk.dialog.value = null)
  const apply = (to: LinkTo | null) => {
    close()
    if (!view) return
    setLink(view, to)
    setTimeout(() => view.focus())
  }
  const address = addressOf(text)
  return (
    <Dialog title="Link" onClose={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (address) apply({ href: address, story: null, words: address })
        }}
      >
        <Combobox<FoundStory>
          label="Address, or words of a story" placeholder="https://… or search the archive" value={now?.href ?? ''} clear={false} onText={setText}
          load={async (query, signal) => (addressOf(query) ? [] : findStories(desk, query, signal))}
          onPick={({ value }) => apply({ href: value.url ?? `/story/story-${value.number}`, story: value.number, words: value.headline })}
        />
        <div class="dialog-foot">
          {now && <button type="button" class="button danger quiet" onClick={() => apply(null)}>Remove the link</button>}
          <button class="button primary" disabled={!address}>Link</button>
        </div>
      </form>
    </Dialog>
  )
}

/** What was typed, as an address if it can be one. */
function addressOf(text: string): string | null {
  const bare = text.trim()
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(bare) || /^\/(?!\/)\S*$/.test(bare)) return bare
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(bare)) return `mailto:${bare}`
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/\S*)?$/i.test(bare)) return `https://${bare}`
  return null
}

function Pictures({ desk, onPick }: { desk: Desk; onPick: (picture: Picture) => void }) {
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<Picture[] | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const close = () => (desk.picking.value = null)
  const pick = (picture: Picture) => {
    desk.thumbs.set(picture.id, picture.thumb)
    close()
    onPick(picture)
  }
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      desk.answers.find<Picture>('pictures', query.trim(), stop.signal).then(setFound, error => !stop.signal.aborted && setWrong((error as Error).message))
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [query])
  return (
    <Dialog title="Pictures, film and sound" onClose={close} wide>
      <div class="picture-search">
        <div class="field"><label for="picture-query">Search</label><input id="picture-query" type="search" value={query} onInput={event => setQuery(event.currentTarget.value)} /></div>
        <Upload desk={desk} label="Upload a file" onDone={pick} accept="image/*,video/*,audio/*" />
      </div>
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      {found?.length === 0 && <p class="hint">Nothing found.</p>}
      <ul class="pictures">
        {found?.map(picture => (
          <li key={picture.id}>
            <button type="button" onClick={() => pick(picture)}>
              {picture.kind === 'audio' ? <span class="block-none">Sound</span> : <img src={picture.thumb} alt="" loading="lazy" />}
              <span>{picture.caption || picture.alt || 'Without words'}</span>
              {picture.credit && <span class="note">{picture.credit}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

const SHEET: [string, [string, string][]][] = [
  ['Writing', [
    ['Bold, italic', 'Ctrl B, Ctrl I'], ['Struck through', 'Ctrl Shift X'], ['Above, below the line', 'Ctrl . and Ctrl ,'], ['Code', 'Ctrl E'], ['Link', 'Ctrl K'],
    ['New line in a paragraph', 'Shift Enter'], ['Undo, redo your own changes', 'Ctrl Z, Ctrl Y'],
  ]],
  ['Blocks', [
    ['Menu of blocks', '/'], ['Paragraph', 'Ctrl Alt 0'], ['Headings', 'Ctrl Alt 2, 3, 4'], ['Quote', 'Ctrl Shift 9'], ['List, numbered list', 'Ctrl Shift 8, 7'],
    ['Item in, out', 'Tab, Shift Tab'], ['Next, previous cell', 'Tab, Shift Tab'], ['Move a block', 'Alt ↑, Alt ↓'], ['Line after, before a block', 'Ctrl Enter, Ctrl Shift Enter'],
  ]],
  ['Signs at the start of a line', [['Heading', '## '], ['List', '- '], ['Numbered list', '1. '], ['Quote', '> '], ['Rule', '---'], ['Code', '```']]],
  ['The story', [['Save a version', 'Ctrl S'], ['Find', 'Ctrl F'], ['Find and replace', 'Ctrl H'], ['This sheet', 'Ctrl /'], ['Out of the text, to the toolbar', 'Alt F10'], ['Back to the text', 'Escape']]],
]

function Keys({ desk }: { desk: Desk }) {
  return (
    <Dialog title="Shortcuts" onClose={() => (desk.dialog.value = null)} wide>
      <p class="hint">On a Mac, ⌘ stands for Ctrl.</p>
      <div class="keys">
        {SHEET.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>{rows.map(([what, key]) => <div key={what}><dt>{what}</dt><dd><kbd>{key}</kbd></dd></div>)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
