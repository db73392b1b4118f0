// What the server says when the editor opens, and what it says again when something about the story has changed.

export interface Person { name: string; role: string; handle: string }

export interface StoryState {
  status: 'draft' | 'in_review' | 'ready' | 'scheduled' | 'live' | 'withdrawn'
  revision: number
  acts: string[]
  scheduled_at: string | null
  embargoed_until: string | null
  url: string | null
  updated: string | null
  first_published: string | null
  /** True where this person may read the story but not change it as it stands. */
  readonly?: boolean
}

export interface Section { slug: string; name: string }

export interface Start {
  story: number
  epoch: number
  schema: number
  revision: number
  csrf: string
  language: string
  zone: string
  person: Person
  acts: string[]
  state: StoryState
  sections: Section[]
}

export function readStart(): Start {
  const text = document.getElementById('start')?.textContent
  if (!text) throw new Error('the page carries no start data')
  return JSON.parse(text) as Start
}
