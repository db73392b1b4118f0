// What the parts of the editor share: the line to the server, the story's fields as signals, and what is open.
import { computed, signal, type Signal } from '@preact/signals'
import type { EditorView } from 'prosemirror-view'
import * as Y from 'yjs'
import { Answers, Refusal, type Finding, type FoundStory, type HouseFinding, type Note, type Picture } from './answers'
import { Live } from './live'
import type { Start, StoryState } from './start'

export interface Byline { name: string; role?: string | null; handle?: string | null; author?: string | null }
export interface Lead { asset?: string | null; caption?: string | null; credit?: string | null; alt?: string | null }

/** The fields beside the texts, each a plain value of which the last one written wins. */
export interface Values {
  label: string | null
  bylines: Byline[]
  dateline: string | null
  section: string | null
  topics: string[]
  lead: Lead | null
  'headlines.home': string | null
  'headlines.seo': string | null
  'headlines.social': string | null
  language: string
  zone: string
  replies: string
  audio: boolean
  ads: boolean
  related: number[]
  slug: string
}

export type Panel = 'details' | 'notes' | 'checks'
export type TextName = 'headline' | 'standfirst' | 'slugline'

export interface Colleague { client: number; name: string; handle: string; tint: number; field: string | null; self: boolean }

/** Marks the changes that this side makes to fields, so that undo takes back only these. */
export const OWN = 'own'
/** The same, made from a panel and not in the field itself. */
export const PANEL = 'panel'

export const TINTS = 6

export class Desk {
  readonly live: Live
  readonly answers: Answers
  readonly state: Signal<StoryState>
  readonly acts = computed(() => this.state.value.acts)
  readonly panel = signal<Panel | null>(matchMedia('(min-width: 70rem)').matches ? 'details' : null)
  readonly colleagues = signal<Colleague[]>([])
  readonly view = signal<EditorView | null>(null)
  /** Counts the view's transactions, for what has to look again. */
  readonly tick = signal(0)
  readonly words = signal(0)
  readonly dialog = signal<string | null>(null)
  readonly say = signal('')
  readonly told = signal('')
  readonly editable = computed(() => !this.live.stop.value && !this.state.value.readonly)

  readonly notes = signal<Note[]>([])
  readonly findings = signal<Finding[] | null>(null)
  readonly house = signal<HouseFinding[]>([])
  /** Thumbnails of pictures that were chosen or uploaded here. */
  readonly thumbs = new Map<string, string>()
  /** Set while a picture is being chosen. */
  readonly picking = signal<((picture: Picture) => void) | null>(null)
  /** Headlines of own stories by number, as far as they are known. */
  readonly titles = signal<ReadonlyMap<number, string>>(new Map())

  private telling = 0
  private readonly values = new Map<string, Signal<unknown>>()
  private readonly undoers = new Map<TextName, Y.UndoManager>()

  constructor(readonly start: Start) {
    this.state = signal({ ...start.state, acts: start.acts ?? start.state.acts })
    this.answers = new Answers(start.story, start.csrf)
    this.live = new Live(start, state => this.changed(state))
    this.live.fields.observe(event => {
      for (const key of event.keysChanged) this.signalOf(key).value = this.live.fields.get(key)
    })
    const { awareness } = this.live
    awareness.setLocalStateField('user', { name: start.person.name, handle: start.person.handle, tint: tintOf(start.person.handle || start.person.name) })
    awareness.on('change', () => this.meet())
    this.meet()
  }

  changed(state: Partial<StoryState>): void {
    this.state.value = { ...this.state.value, ...state }
  }

  text(name: TextName): Y.Text {
    return this.live.doc.getText(name)
  }

  undoer(name: TextName): Y.UndoManager {
    let undoer = this.undoers.get(name)
    if (!undoer) this.undoers.set(name, undoer = new Y.UndoManager(this.text(name), { trackedOrigins: new Set([OWN, PANEL]) }))
    return undoer
  }

  value<K extends keyof Values>(key: K): Values[K] | undefined {
    return this.signalOf(key).value as Values[K] | undefined
  }

  /** Writes a field; an empty one is absent. */
  set<K extends keyof Values>(key: K, value: Values[K]): void {
    if (!this.editable.peek()) return
    const before = this.live.fields.get(key)
    if (JSON.stringify(before ?? null) === JSON.stringify(value ?? null)) return
    this.live.doc.transact(() => {
      this.live.fields.set(key, value)
    }, OWN)
  }

  /** Says in which field this person is, for the others. */
  entered(field: string | null): void {
    this.live.awareness.setLocalStateField('field', field)
  }

  /** Makes a revision now. Every change is kept without it. */
  async save(): Promise<void> {
    try {
      this.changed(await this.answers.post<Partial<StoryState>>('save'))
      this.tell('A version was saved.')
    } catch (error) {
      // What is not finished is named above the story, in words and not by its path in the document.
      const unfinished = error instanceof Refusal && error.status === 422
      this.tell(unfinished ? 'No version was saved: the story is not finished.' : (error as Error).message)
    }
  }

  /** Says something that is seen too, for a moment. */
  tell(words: string): void {
    clearTimeout(this.telling)
    this.told.value = words
    this.telling = window.setTimeout(() => (this.told.value = ''), 5000)
  }

  announce(words: string): void {
    this.say.value = ''
    requestAnimationFrame(() => (this.say.value = words))
  }

  thumb(asset: string): string {
    return this.thumbs.get(asset) ?? `/desk/media/${encodeURIComponent(asset)}/thumb`
  }

  /** Learns the headlines of stories that are only known by number. */
  async learn(numbers: number[]): Promise<void> {
    for (const number of numbers) {
      if (this.titles.peek().has(number)) continue
      this.title(number, '')
      const found = await this.answers.find<FoundStory>('stories', String(number)).catch(() => [])
      const story = found.find(one => one.number === number)
      if (story) this.title(number, story.headline)
    }
  }

  title(number: number, headline: string): void {
    this.titles.value = new Map(this.titles.peek()).set(number, headline)
  }

  private signalOf(key: string): Signal<unknown> {
    let found = this.values.get(key)
    if (!found) this.values.set(key, found = signal(this.live.fields.get(key)))
    return found
  }

  private meet(): void {
    const { awareness } = this.live
    const list: Colleague[] = []
    awareness.getStates().forEach((state, client) => {
      const user = state.user as { name?: string; handle?: string; tint?: number } | undefined
      if (!user) return
      list.push({
        client,
        name: String(user.name ?? 'Somebody'),
        handle: String(user.handle ?? ''),
        tint: Math.abs(Number(user.tint) || 0) % TINTS,
        field: typeof state.field === 'string' ? state.field : null,
        self: client === awareness.clientID,
      })
    })
    list.sort((a, b) => Number(b.self) - Number(a.self) || a.name.localeCompare(b.name) || a.client - b.client)
    // Cursors move with every key; who is here changes seldom.
    if (JSON.stringify(list) !== JSON.stringify(this.colleagues.peek())) this.colleagues.value = list
  }
}

function tintOf(handle: string): number {
  let sum = 0
  for (const char of handle) sum = (sum * 31 + char.codePointAt(0)!) % 9973
  return sum % TINTS
}

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? parts[parts.length - 1][0] : '')).toUpperCase()
}
