// The line to the server, in the protocol of y-websocket (0 the document, 1 who is here, 3 asking who is here) and with
// the server's own messages beside it. It comes back by itself, unless the server has said that it shall not.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import type * as Y from 'yjs'

const DOCUMENT = 0
const PEOPLE = 1
const WHO = 3
const STEP_2 = 1

/** After so long without a word the server is asked, and after that given up. */
const ASK_AFTER = 20_000
const GIVE_UP_AFTER = 30_000
const LONGEST_WAIT = 5_000

export interface Heard {
  /** The document of the server is here. */
  synced: () => void
  lost: () => void
  /** The server has ended the session for good. */
  ended: (code: number, reason: string) => void
  /** An update leaves; `whole` where it carries all that the server lacks. */
  sent: (whole: boolean) => void
  /** A message of the server's own kinds. */
  own: (kind: number, decoder: decoding.Decoder) => void
}

export class Line {
  private socket: WebSocket | null = null
  /** Whether the server has asked what it lacks on this connection, and got it. */
  private answered = false
  private failures = 0
  private heardAt = 0
  private retry = 0
  private closed = false

  constructor(private readonly url: string, private readonly doc: Y.Doc, private readonly awareness: Awareness, private readonly heard: Heard) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      // Before the answer there is nothing to send: the answer will hold it.
      if (origin === this || !this.answered) return
      this.heard.sent(false)
      this.send(DOCUMENT, encoder => writeUpdate(encoder, update))
    })
    awareness.on('update', (change: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
      const own = awareness.clientID
      if (origin !== this && [...change.added, ...change.updated, ...change.removed].includes(own)) this.show([own])
    })
    setInterval(() => this.watch(), 5_000)
    addEventListener('online', () => this.open())
    addEventListener('offline', () => this.drop())
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && (this.socket ? this.watch() : this.open()))
    addEventListener('pagehide', () => removeAwarenessStates(awareness, [awareness.clientID], 'leaving'))
    // A page taken from the browser's memory has left the story already.
    addEventListener('pageshow', event => event.persisted && location.reload())
  }

  open(): void {
    clearTimeout(this.retry)
    if (this.closed || this.socket) return
    const socket = new WebSocket(this.url)
    this.socket = socket
    socket.binaryType = 'arraybuffer'
    this.heardAt = Date.now()
    socket.onopen = () => {
      this.send(DOCUMENT, encoder => writeSyncStep1(encoder, this.doc))
      if (this.awareness.getLocalState()) this.show([this.awareness.clientID])
    }
    socket.onmessage = event => {
      if (socket !== this.socket) return
      this.heardAt = Date.now()
      this.read(new Uint8Array(event.data as ArrayBuffer))
    }
    socket.onclose = event => socket === this.socket && this.drop(event)
  }

  /** Ends the line for good. */
  close(): void {
    this.closed = true
    this.drop()
  }

  private read(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes)
    const kind = decoding.readVarUint(decoder)
    if (kind === DOCUMENT) {
      const answer = encoding.createEncoder()
      encoding.writeVarUint(answer, DOCUMENT)
      const step = readSyncMessage(decoder, answer, this.doc, this)
      if (encoding.length(answer) > 1) {
        this.answered = true
        this.heard.sent(true)
        this.socket?.send(encoding.toUint8Array(answer) as Uint8Array<ArrayBuffer>)
      }
      if (step === STEP_2) {
        this.failures = 0
        this.heard.synced()
      }
    } else if (kind === PEOPLE) applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this)
    else if (kind === WHO) this.show([...this.awareness.getStates().keys()])
    else this.heard.own(kind, decoder)
  }

  private show(clients: number[]): void {
    this.send(PEOPLE, encoder => encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, clients)))
  }

  private send(kind: number, write: (encoder: encoding.Encoder) => void): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, kind)
    write(encoder)
    this.socket.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>)
  }

  /** A line that was cut without a word (a closed lid, a dead router) shows only by its silence. */
  private watch(): void {
    const silence = Date.now() - this.heardAt
    if (!this.socket || silence < ASK_AFTER) return
    if (silence > GIVE_UP_AFTER) this.drop()
    else this.send(WHO, () => {})
  }

  private drop(event?: CloseEvent): void {
    const { socket, awareness } = this
    this.socket = null
    this.answered = false
    if (!socket) return
    if (!event) socket.close()
    removeAwarenessStates(awareness, [...awareness.getStates().keys()].filter(client => client !== awareness.clientID), this)
    this.heard.lost()
    // 44xx is a decision; asking again would change nothing.
    if (event && event.code >= 4400 && event.code < 4500) {
      this.closed = true
      return this.heard.ended(event.code, event.reason)
    }
    clearTimeout(this.retry)
    // Twenty desks that lost one server do not come back in one moment.
    if (!this.closed) this.retry = window.setTimeout(() => this.open(), Math.min(100 * 2 ** this.failures++, LONGEST_WAIT) * (0.75 + Math.random() / 2))
  }
}
