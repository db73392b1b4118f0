// The line to the server: one document, kept in this browser too, and a count of what the server has committed.
//
// The server says "of your updates on this connection the first n are on disk". So this side counts what it sends,
// and a change is saved when the message that carried it is among those n.
import { signal, computed, batch } from '@preact/signals'
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import { Awareness } from 'y-protocols/awareness'
import type { Start, StoryState } from './start'

export interface Fault { place: string; reason: string }
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
  readonly provider: WebsocketProvider
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
    this.kept._db.catch(() => (this.keeps.value = false))
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === this.provider || origin === this.kept) return
      this.pending.value++
      this.remember()
    })

    const host = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
    this.provider = new WebsocketProvider(`${host}/desk/story/${start.story}`, 'live', this.doc, {
      awareness: this.awareness,
      params: { schema: String(start.schema), epoch: String(start.epoch) },
      // Two tabs meet at the server, which is the one that says what is saved.
      disableBc: true,
      maxBackoffTime: 5000,
      WebSocketPolyfill: this.socket(),
    })
    this.listen(onState)
    addEventListener('pagehide', () => this.remember(true))
    addEventListener('offline', () => this.provider.ws?.close())
    addEventListener('online', () => {
      if (!this.stop.value && !this.provider.wsconnected) this.provider.connect()
    })
  }

  /** A socket that counts the updates it carries and gives each the changes that were pending when it left. */
  private socket(): typeof WebSocket {
    const live = this
    return class CountedSocket extends WebSocket {
      private sent: number[] = []
      private committed = 0
      private whole = false

      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        // Heard before the provider's own handler, which is set later.
        this.addEventListener('message', event => {
          const decoder = decoding.createDecoder(new Uint8Array(event.data as ArrayBuffer))
          if (decoding.readVarUint(decoder) === COMMITTED) this.commit(decoding.readVarUint(decoder))
        })
      }

      send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
        const bytes = data as Uint8Array
        if (bytes[0] === 0 && (bytes[1] === 1 || bytes[1] === 2)) {
          // The answer to the server's first question carries all that it lacks, so everything pending leaves with
          // it. Updates before that answer are part of it and settle nothing by themselves.
          if (bytes[1] === 1) {
            this.whole = true
            this.sent.push(live.pending.peek())
          } else this.sent.push(this.whole ? 1 : 0)
        }
        super.send(data as ArrayBuffer)
      }

      private commit(count: number): void {
        let settled = 0
        for (; this.committed < count && this.sent.length; this.committed++) settled += this.sent.shift() ?? 0
        batch(() => {
          live.pending.value = Math.max(0, live.pending.peek() - settled)
          if (this.whole && settled) live.refused.value = null
        })
        live.remember(live.pending.peek() === 0)
      }
    }
  }

  private listen(onState: (state: StoryState) => void): void {
    const { provider } = this
    provider.messageHandlers[COMMITTED] = () => {}
    provider.messageHandlers[REFUSED] = (_encoder, decoder) => {
      this.refused.value = decoding.readVarString(decoder)
    }
    provider.messageHandlers[STATE] = (_encoder, decoder) => onState(JSON.parse(decoding.readVarString(decoder)) as StoryState)
    provider.messageHandlers[FAULTS] = (_encoder, decoder) => {
      this.faults.value = (JSON.parse(decoding.readVarString(decoder)) as { faults: Fault[] }).faults
    }
    provider.on('sync', synced => {
      this.connected.value = synced
      if (synced) this.tried.value = true
    })
    provider.on('status', ({ status }) => {
      if (status === 'disconnected') this.connected.value = false
    })
    provider.on('connection-close', () => {
      batch(() => {
        this.connected.value = false
        this.tried.value = true
      })
    })
    provider.on('closed', ({ code, reason }) => this.end(stopFor(code, reason)))
  }

  /** Ends the connection for good; what is kept in the browser stays. */
  end(stop: Stop): void {
    this.stop.value ??= stop
    this.provider.shouldConnect = false
    this.provider.disconnect()
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
