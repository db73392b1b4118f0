// The panel of what surrounds the text: who, where, under what, and how it looks elsewhere.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FoundAuthor, FoundTopic } from './answers'
import type { Byline, Desk, Values } from './desk'
import { Headlines } from './headlines'
import { languages } from './languages'
import { LeadPicture } from './lead'
import { StoryPicker } from './stories'
import { Combobox, Field, Line, Switch, Wrong } from './widgets'

const LABELS = ['live', 'analysis', 'opinion', 'sponsored']
const REPLIES: [string, string][] = [['open', 'Open'], ['premoderated', 'Read before they show'], ['closed', 'Closed'], ['off', 'None']]

export function Details({ desk }: { desk: Desk }) {
  const { start } = desk
  const language = desk.value('language') || start.language
  return (
    <>
      <Group title="Byline">
        <Bylines desk={desk} />
        <Plain desk={desk} name="dateline" label="Dateline" placeholder="Where it was written" />
      </Group>
      <Group title="Place in the paper">
        <Field label="Section">
          {id => (
            <select id={id} value={desk.value('section') ?? ''} onChange={event => desk.set('section', event.currentTarget.value || null)}>
              <option value="">None yet</option>
              {start.sections.map(section => <option key={section.slug} value={section.slug}>{section.name}</option>)}
            </select>
          )}
        </Field>
        <Field label="Label">
          {id => (
            <select id={id} value={desk.value('label') ?? ''} onChange={event => desk.set('label', event.currentTarget.value || null)}>
              <option value="">None</option>
              {LABELS.map(label => <option key={label} value={label}>{label[0].toUpperCase() + label.slice(1)}</option>)}
            </select>
          )}
        </Field>
        <Topics desk={desk} />
      </Group>
      <Group title="Lead picture"><LeadPicture desk={desk} /></Group>
      <Group title="Headlines elsewhere"><Headlines desk={desk} /></Group>
      <Group title="Related stories"><Related desk={desk} /></Group>
      <Group title="Language and time">
        <Field label="Language">
          {id => (
            <select id={id} value={language} onChange={event => desk.set('language', event.currentTarget.value)}>
              {languages(language).map(({ tag, name }) => <option key={tag} value={tag}>{name}</option>)}
            </select>
          )}
        </Field>
        <Zone desk={desk} />
      </Group>
      <Group title="On the page">
        <Field label="Replies">
          {id => (
            <select id={id} value={desk.value('replies') ?? 'open'} onChange={event => desk.set('replies', event.currentTarget.value)}>
              {REPLIES.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
            </select>
          )}
        </Field>
        <Switch label="Listen to this article" on={desk.value('audio') ?? true} onChange={on => desk.set('audio', on)} />
        <Switch label="Advertisements" on={desk.value('ads') ?? true} onChange={on => desk.set('ads', on)} />
        <Plain desk={desk} name="slug" label="Words in the address" placeholder="Made from the headline" />
      </Group>
    </>
  )
}

export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return <section class="group"><h3>{title}</h3>{children}</section>
}

function Plain({ desk, name, label, placeholder }: { desk: Desk; name: keyof Values & ('dateline' | 'slug'); label: string; placeholder?: string }) {
  return <Field label={label}>{id => <Line id={id} value={desk.value(name) ?? ''} placeholder={placeholder} onValue={value => desk.set(name, value || (name === 'slug' ? '' : null as never))} />}</Field>
}

function Bylines({ desk }: { desk: Desk }) {
  const bylines = desk.value('bylines') ?? []
  const set = (next: Byline[]) => desk.set('bylines', next)
  const change = (i: number, part: Partial<Byline>) => set(bylines.map((one, j) => (j === i ? tidy({ ...one, ...part }) : one)))
  const move = (i: number, by: number) => {
    const next = [...bylines]
    next.splice(i + by, 0, ...next.splice(i, 1))
    set(next)
    desk.announce(`${bylines[i].name} is now number ${i + by + 1}`)
  }
  return (
    <>
      {bylines.length > 0 && (
        <ol class="bylines">
          {bylines.map((one, i) => (
            <li key={i}>
              <Line aria-label={`Name ${i + 1}`} value={one.name} onValue={name => change(i, { name, author: undefined })} />
              <div class="pair">
                <Line aria-label={`Role of ${one.name}`} placeholder="Role" value={one.role ?? ''} onValue={role => change(i, { role })} />
                <Line aria-label={`Handle of ${one.name}`} placeholder="@handle" value={one.handle ?? ''} onValue={handle => change(i, { handle })} />
              </div>
              <div class="row-tools">
                <button type="button" class="button quiet small" disabled={i === 0} aria-label={`Move ${one.name} up`} onClick={() => move(i, -1)}>↑</button>
                <button type="button" class="button quiet small" disabled={i === bylines.length - 1} aria-label={`Move ${one.name} down`} onClick={() => move(i, 1)}>↓</button>
                <button type="button" class="button quiet small" aria-label={`Remove ${one.name}`} onClick={() => set(bylines.filter((_, j) => j !== i))}>Remove</button>
              </div>
            </li>
          ))}
        </ol>
      )}
      <Combobox<FoundAuthor>
        label="Add a name" placeholder="Search authors, or write a name"
        load={async (query, signal) => (await desk.answers.find<FoundAuthor>('authors', query, signal)).map(author => ({ key: author.handle ?? author.name, label: author.name, note: [author.role, author.handle].filter(Boolean).join(' · '), value: author }))}
        extra={query => [{ key: '+', label: `Add “${query}”`, note: 'without an author page', value: { name: query, role: null, handle: null } }]}
        onPick={({ value }) => set([...bylines, tidy({ name: value.name, role: value.role, handle: value.handle, author: value.author ?? value.slug })])}
      />
    </>
  )
}

// What is empty is left out.
function tidy(byline: Byline): Byline {
  return Object.fromEntries(Object.entries(byline).filter(([key, value]) => key === 'name' || value)) as unknown as Byline
}

const KINDS = ['subject', 'person', 'place', 'organisation']

function Topics({ desk }: { desk: Desk }) {
  const topics = desk.value('topics') ?? []
  const [fresh, setFresh] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const add = (name: string) => {
    if (!topics.includes(name)) desk.set('topics', [...topics, name])
    setFresh(null)
    setWrong(null)
  }
  const make = async (kind: string) => {
    try {
      const made = await desk.answers.post<FoundTopic>('/desk/topics', { name: fresh, kind })
      add(made.name)
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  return (
    <>
      <Combobox<FoundTopic | null>
        label="Topics" placeholder="People, places, organisations, subjects"
        load={async (query, signal) => (await desk.answers.find<FoundTopic>('topics', query, signal)).filter(topic => !topics.includes(topic.name)).map(topic => ({ key: topic.name, label: topic.name, note: topic.kind, value: topic }))}
        extra={(query, found) => (found.some(one => one.label.toLowerCase() === query.toLowerCase()) ? [] : [{ key: `+${query}`, label: `New topic “${query}”`, value: null }])}
        onPick={({ value, key }) => (value ? add(value.name) : setFresh(key.slice(1)))}
      />
      {topics.length > 0 && (
        <ul class="chips" aria-label="Topics of this story">
          {topics.map(name => (
            <li key={name}>{name}<button type="button" aria-label={`Remove topic ${name}`} onClick={() => desk.set('topics', topics.filter(one => one !== name))}>×</button></li>
          ))}
        </ul>
      )}
      {fresh && (
        <fieldset class="fresh">
          <legend>What is “{fresh}”?</legend>
          <div class="choices">{KINDS.map(kind => <button type="button" class="button small" key={kind} onClick={() => void make(kind)}>{kind}</button>)}</div>
          <button type="button" class="button quiet small" onClick={() => setFresh(null)}>Cancel</button>
          <Wrong words={wrong} />
        </fieldset>
      )}
    </>
  )
}

function Related({ desk }: { desk: Desk }) {
  const related = desk.value('related') ?? []
  useEffect(() => void desk.learn(related), [related.join()])
  return (
    <>
      {related.length > 0 && (
        <ol class="further" aria-label="Related stories">
          {related.map(number => {
            const words = desk.titles.value.get(number) || `Story ${number}`
            return <li key={number}><span>{words}</span><button type="button" class="button quiet small" aria-label={`Remove “${words}”`} onClick={() => desk.set('related', related.filter(one => one !== number))}>×</button></li>
          })}
        </ol>
      )}
      <StoryPicker desk={desk} label="Add a related story" onPick={number => !related.includes(number) && number !== desk.start.story && desk.set('related', [...related, number])} />
    </>
  )
}

function Zone({ desk }: { desk: Desk }) {
  const zone = desk.value('zone') || desk.start.zone
  const all = Intl.supportedValuesOf('timeZone')
  return (
    <Field label="Time zone">
      {id => (
        <select id={id} value={zone} onChange={event => desk.set('zone', event.currentTarget.value)}>
          {(all.includes(zone) ? all : [zone, ...all]).map(name => <option key={name} value={name}>{name.replaceAll('_', ' ')}</option>)}
        </select>
      )}
    </Field>
  )
}
