// The line to the server: one document, kept in this browser too, and a count of what the server has committed.
//
// The server says "of your updates on this connection the first n are on disk". So this side notes how many changes
// each message carries, and a change is saved when the message that carried it is among those n.
import { signal, computed, batch } from '@preact/signals'
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import { IndexeddbPersistence } from 'y-indexeddb'
import { Awareness } from 'y-protocols/awareness'
import { Line } from './line'
import type { Start, StoryState } from './start'

/** Something that keeps the words from becoming a version. */
export interface Fault { place: string; words: string }
export type Saving = 'connecting' | 'saved' | 'saving' | 'offline' | 'refused'
export interface Stop { code: number; words: string; link?: { href: string; label: string } }

const COMMITTED = 100
const REFUSED = 101
const STATE = 102
const FAULTS = 103

export class Live {
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  readonly body = this.doc.getXmlFragment('body')
  readonly fields = this.doc.getMap<unknown>('fields')
  readonly line: Line
  /** Called each time the server's document is here. */
  onSynced: (() => void) | null = null
  readonly kept: IndexeddbPersistence

  readonly connected = signal(false)
  /** Whether a first attempt to connect has ended, well or badly. */
  readonly tried = signal(false)
  readonly pending = signal(0)
  readonly refused = signal<string | null>(null)
  readonly stop = signal<Stop | null>(null)
  readonly faults = signal<Fault[]>([])
  /** False where the browser keeps nothing (a private window, a full disk). */
  readonly keeps = signal(true)

  readonly saving = computed<Saving>(() => {
    if (this.refused.value) return 'refused'
    if (this.connected.value) return this.pending.value > 0 ? 'saving' : 'saved'
    return this.tried.value ? 'offline' : 'connecting'
  })

  private readonly memory: string
  private remembered = -1
  private timer = 0

  constructor(start: Start, onState: (state: StoryState) => void) {
    const name = `standfirst-story-${start.story}-${start.epoch}`
    this.memory = `${name}-unsaved`
    this.pending.value = this.recall()
    this.kept = new IndexeddbPersistence(name, this.doc)
    // The library leaves a failed opening unhandled.
    const failed = this.kept._db.then(() => new Promise(() => {}), () => (this.keeps.value = false))
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === this.line || origin === this.kept) return
      this.pending.value++
      this.remember()
    })

    const host = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
    // What left on the present connection and is not committed yet: how many changes each message carried.
    let carried: number[] = []
    let committed = 0
    this.line = new Line(`${host}/desk/story/${start.story}/live?schema=${start.schema}&epoch=${start.epoch}`, this.doc, this.awareness, {
      synced: () => batch(() => {
        this.connected.value = this.tried.value = true
        this.onSynced?.()
      }),
      lost: () => batch(() => {
        carried = []
        committed = 0
        this.connected.value = false
        this.tried.value = true
      }),
      ended: (code, reason) => this.end(stopFor(code, reason)),
      // The answer to the server's first question takes everything along; what comes after is one change each.
      sent: whole => carried.push(whole ? this.pending.peek() : 1),
      own: (kind, decoder) => {
        if (kind === COMMITTED) {
          const count = decoding.readVarUint(decoder)
          let settled = 0
          for (; committed < count && carried.length; committed++) settled += carried.shift()!
          batch(() => {
            this.pending.value = Math.max(0, this.pending.peek() - settled)
            if (settled) this.refused.value = null
          })
          this.remember(this.pending.peek() === 0)
        } else if (kind === REFUSED) this.refused.value = decoding.readVarString(decoder)
        else if (kind === STATE) onState(JSON.parse(decoding.readVarString(decoder)) as StoryState)
        else if (kind === FAULTS) this.faults.value = (JSON.parse(decoding.readVarString(decoder)) as { faults: Fault[] }).faults
      },
    })
    addEventListener('pagehide', () => this.remember(true))
    // What this browser kept goes along in the first answer to the server, so it is read first.
    void Promise.race([this.kept.whenSynced, failed, new Promise(done => setTimeout(done, 1000))]).then(() => this.line.open())
  }

  /** Ends the connection for good; what is kept in the browser stays. */
  end(stop: Stop): void {
    this.stop.value ??= stop
    this.line.close()
    this.remember(true)
  }

  // How many changes are not committed outlives the page. While the line is up the number is gone again within
  // milliseconds, so it is written at once only where it matters.
  private remember(now = false): void {
    if (now || !this.connected.peek()) {
      clearTimeout(this.timer)
      this.timer = 0
      this.write()
    } else this.timer ||= window.setTimeout(() => {
      this.timer = 0
      this.write()
    }, 500)
  }

  private write(): void {
    const count = this.pending.peek()
    if (count === this.remembered) return
    this.remembered = count
    try {
      if (count) localStorage.setItem(this.memory, String(count))
      else localStorage.removeItem(this.memory)
    } catch {
      this.keeps.value = false
    }
  }

  private recall(): number {
    try {
      return Number(localStorage.getItem(this.memory)) || 0
    } catch {
      return 0
    }
  }
}

function stopFor(code: number, reason: string): Stop {
  const back = encodeURIComponent(location.pathname)
  if (code === 4409) return { code, words: 'This desk was updated while the page was open. What you wrote is kept here; reload to go on.' }
  if (code === 4410) return { code, words: 'This story was replaced as a whole while the page was open. Reload to see it as it is now.' }
  if (code === 4401) return { code, words: 'You are signed out. What you wrote is kept in this browser.', link: { href: `/desk/sign-in?next=${back}`, label: 'Sign in' } }
  if (code === 4403) return { code, words: reason || 'You may not open this story.', link: { href: '/desk', label: 'All stories' } }
  return { code, words: reason || 'The server ended this session for good. What you wrote is kept in this browser.' }
}
