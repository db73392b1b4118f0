// The editor as a whole: the strip, the toolbar, the story as on paper, and a panel beside it.
import { useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { mountBody } from './body'
import { readingTime } from './counting'
import type { Desk } from './desk'
import { Dialogs } from './dialogs'
import { FindBar } from './findbar'
import { Head } from './head'
import { Notices, StopNotice } from './notices'
import { Panels } from './panels'
import { directionOf } from './languages'
import { BlockMenu } from './slash'
import { Present, TextField } from './textfield'
import { Toolbar } from './toolbar'
import { Icon } from './icons'

export function App({ desk }: { desk: Desk }) {
  const language = desk.value('language') || desk.start.language
  const direction = directionOf(language)
  useKeys(desk)
  return (
    <div class="editor" data-panel={desk.panel.value ?? undefined}>
      <div class="editor-top">
        <Head desk={desk} />
        <Toolbar desk={desk} />
        <FindBar desk={desk} />
        {desk.live.stop.value && <StopNotice stop={desk.live.stop.value} />}
      </div>
      <div class="desktop">
        <div class="paper">
          <Notices desk={desk} />
          <article class="sheet" lang={language} dir={direction}>
            <Kicker desk={desk} />
            <h1 class="off">{desk.start.story ? `Story ${desk.start.story}` : 'Story'}</h1>
            <TextField desk={desk} name="headline" label="Headline" className="headline" placeholder="Headline" />
            <TextField desk={desk} name="standfirst" label="Standfirst" className="standfirst" placeholder="The sentence under the headline" />
            <Body desk={desk} />
          </article>
          <Foot desk={desk} />
        </div>
        <Panels desk={desk} />
      </div>
      <BlockMenu desk={desk} />
      <Dialogs desk={desk} />
      <Status desk={desk} />
    </div>
  )
}

function Kicker({ desk }: { desk: Desk }) {
  return <TextField desk={desk} name="slugline" label="Slugline" className="slugline" placeholder="Slugline, the newsroom’s own name for it" />
}

function Body({ desk }: { desk: Desk }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const view = mountBody(desk, place.current!)
    desk.view.value = view
    document.documentElement.dataset.desk = 'ready'
    performance.mark('desk-ready')
    return () => {
      desk.view.value = null
      view.destroy()
    }
  }, [])
  // A stopped desk is to be read only.
  useSignalEffect(() => {
    desk.editable.value
    desk.view.peek()?.setProps({})
  })
  return (
    <div class="body-field">
      <div class="textfield-label"><span id="body-label">Body</span><Present desk={desk} field="body" /></div>
      <p class="off" id="body-hint">Press / for blocks, Control and / for the sheet of shortcuts.</p>
      <div id="body" ref={place} />
    </div>
  )
}

function Foot({ desk }: { desk: Desk }) {
  const words = desk.words.value
  return (
    <footer class="paper-foot">
      <p><span data-words={words}>{words.toLocaleString()} {words === 1 ? 'word' : 'words'}</span> · {readingTime(words)}</p>
      <button type="button" class="button quiet small" onClick={() => (desk.dialog.value = 'keys')}><Icon name="keys" /> Shortcuts</button>
    </footer>
  )
}

/** What screen readers are told: announcements, and the state of saving once it has lasted. */
function Status({ desk }: { desk: Desk }) {
  const [words, setWords] = useState('')
  const { live } = desk
  useSignalEffect(() => {
    const state = live.saving.value
    const reason = live.refused.value
    const timer = setTimeout(() => setWords(state === 'offline' ? 'Offline. Changes are kept in this browser.' : state === 'refused' ? `Refused: ${reason}` : state === 'saved' ? 'Saved' : ''), 1500)
    return () => clearTimeout(timer)
  })
  return (
    <>
      <p class="off" role="status" aria-live="polite">{words}</p>
      <p class="off" aria-live="polite" data-say>{desk.say}</p>
      <p class="told" role="status" data-told>{desk.told}</p>
    </>
  )
}

function useKeys(desk: Desk): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey
      if (!mod || event.altKey || event.isComposing || document.querySelector('dialog[open]')) return
      const key = event.key.toLowerCase()
      const act = key === 's' ? 'save' : key === 'f' ? 'find' : key === 'h' ? 'replace' : key === '/' ? 'keys' : null
      if (!act) return
      event.preventDefault()
      if (act === 'save') void desk.save()
      else desk.dialog.value = act
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
