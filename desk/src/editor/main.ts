// Opens the editor: waits until the story is here, from the server or from this browser, checks that this editor knows
// all of it, and only then shows it.
import { effect } from '@preact/signals'
import { h, render } from 'preact'
import { App } from './app'
import { Desk } from './desk'
import { unknownIn, unknownInChange } from './guard'
import { Nothing } from './notices'
import { readStart } from './start'

const root = document.documentElement

function open(): void {
  const place = document.getElementById('story-editor')
  if (!place) return
  root.dataset.desk = 'loading'
  const desk = new Desk(readStart())
  const { live } = desk
  const title = place.querySelector('h1')?.textContent ?? ''

  let shown = false
  const show = () => {
    if (shown || live.stop.peek()) return
    const unknown = unknownIn(live.body)
    if (unknown) return live.end({ code: 0, words: `This story holds ${unknown}, which this version of the desk does not know. Nothing was changed; reload to get the new desk.` })
    // Two people at once never meet an empty document: the server has put a paragraph in it.
    if (!live.body.length) return
    shown = true
    place.replaceChildren()
    render(h(App, { desk }), place)
  }

  // What comes in later is checked before the view hears of it.
  live.doc.on('beforeObserverCalls', transaction => {
    if (transaction.local || !shown || live.stop.peek()) return
    const unknown = unknownInChange(live.body, transaction)
    if (!unknown) return
    desk.view.peek()?.destroy()
    desk.view.value = null
    live.end({ code: 0, words: `A colleague has put in ${unknown}, which this version of the desk does not know. Nothing was changed here; reload to get the new desk.` })
  })

  void live.kept.whenSynced.then(show)
  live.onSynced = show
  effect(() => {
    const stop = live.stop.value
    if (!stop) return
    root.dataset.desk = 'stopped'
    if (!shown) render(h(Nothing, { stop, title }), place)
    else desk.view.peek()?.setProps({})
  })
  setTimeout(() => {
    if (!shown && !live.stop.peek()) render(h(Nothing, { title, stop: { code: -1, words: 'Neither the server nor this browser has this story. It opens by itself when the line is back.' } }), place)
  }, 8000)
}

open()
