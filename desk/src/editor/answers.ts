// Asks the server and reads its answers; a refusal becomes an error with the server's own words.

export class Refusal extends Error {
  constructor(readonly status: number, words: string) {
    super(words)
  }
}

export interface FoundStory { number: number; headline: string; url: string | null; section: string | null; status: string; published: string | null }
export interface FoundTopic { name: string; kind: string }
export interface FoundAuthor { name: string; role: string | null; handle: string | null; author?: string | null; slug?: string | null }
export interface FoundPerson { name: string; handle: string }
export interface Picture { id: string; kind: string; thumb: string; alt: string | null; caption: string | null; credit: string | null; width: number; height: number }
export interface Finding { rule: string; level: 'block' | 'warn'; place: string | null; words: string }
export interface HouseFinding { key: string; place: string; block: number | null; from: number; to: number; found: string; suggestion: string | null; reason: string }
export interface Note {
  id: number | string; author: string; handle: string; made: string; text: string; quote: string
  anchor: string | null; head: string | null; resolved: boolean
  replies: { author: string; made: string; text: string }[]
}

export class Answers {
  constructor(readonly story: number, private readonly csrf: string) {}

  find<T>(what: 'stories' | 'topics' | 'authors' | 'pictures' | 'people', query: string, signal?: AbortSignal): Promise<T[]> {
    return this.ask(`/desk/find/${what}?q=${encodeURIComponent(query)}`, { signal })
  }

  get<T>(path: string): Promise<T> {
    return this.ask(this.at(path), {})
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.ask(this.at(path), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }

  async upload(file: File, told: (part: number) => void = () => {}): Promise<Picture> {
    if (file.size > 8e6) {
      // What is large goes on where it broke off; what does that is fetched when it is needed.
      const { send } = await import(document.querySelector<HTMLMetaElement>('[name=library]')!.content)
      return this.ask(`/desk/media/${await send(file, told)}`, {})
    }
    const body = new FormData()
    body.set('file', file, file.name)
    return this.ask('/desk/media', { method: 'POST', body })
  }

  // A path of this story, or of the desk where it starts with a slash.
  private at(path: string): string {
    return path.startsWith('/') ? path : `/desk/story/${this.story}/${path}`
  }

  private async ask<T>(path: string, init: RequestInit): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json', ...(init.headers as Record<string, string>) }
    if (init.method) headers['x-csrf'] = this.csrf
    let answer: Response
    try {
      answer = await fetch(path, { ...init, headers })
    } catch (error) {
      if ((error as Error).name === 'AbortError') throw error
      throw new Refusal(0, 'The server cannot be reached.')
    }
    const json = await answer.json().catch(() => null)
    if (!answer.ok) throw new Refusal(answer.status, json?.detail ?? json?.title ?? `The server answered ${answer.status}.`)
    return json as T
  }
}
