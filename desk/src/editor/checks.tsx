// What is missing before the story can go out, and what the house would write another way.
import { useEffect, useState } from 'preact/hooks'
import { TextSelection } from 'prosemirror-state'
import { reveal } from './anchors'
import type { Finding, HouseFinding } from './answers'
import type { Desk, TextName } from './desk'
import { PANEL } from './desk'
import { houseMarks, showHouse } from './highlights'
import { nodes } from './schema'
import { Wrong } from './widgets'

export async function runChecks(desk: Desk): Promise<void> {
  const found = await desk.answers.get<{ findings: Finding[]; house: HouseFinding[] }>('checks')
  desk.findings.value = found.findings
  desk.house.value = found.house
  const view = desk.view.peek()
  if (view) showHouse(view, found.house)
}

export function Checks({ desk }: { desk: Desk }) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const look = async () => {
    setBusy(true)
    setWrong(null)
    await runChecks(desk).catch(error => setWrong((error as Error).message))
    setBusy(false)
  }
  useEffect(() => void look(), [])
  const findings = desk.findings.value
  return (
    <>
      <button type="button" class="button small" aria-busy={busy} onClick={() => void look()}>Check again</button>
      <Wrong words={wrong} />
      {findings && <Findings desk={desk} findings={findings} />}
      <section class="group">
        <h3>House style</h3>
        {desk.house.value.length === 0 ? <p class="hint">Nothing to suggest.</p> : <ul class="house-list">{desk.house.value.map(one => <House desk={desk} one={one} key={one.key} />)}</ul>}
      </section>
    </>
  )
}

export function Findings({ desk, findings, onJump }: { desk: Desk; findings: Finding[]; onJump?: () => void }) {
  if (!findings.length) return <p class="all-well">Nothing is missing.</p>
  const sorted = [...findings].sort((a, b) => Number(b.level === 'block') - Number(a.level === 'block'))
  return (
    <ul class="findings">
      {sorted.map((one, i) => (
        <li key={one.rule + i} data-level={one.level}>
          <b>{one.level === 'block' ? 'Needed' : 'Consider'}</b> <span>{one.words}</span>
          {one.place && <button type="button" class="button quiet small" aria-label={`Go to: ${one.words}`} onClick={() => {
            onJump?.()
            // Once a dialog over the page is gone.
            setTimeout(() => jump(desk, one))
          }}>Go</button>}
        </li>
      ))}
    </ul>
  )
}

const FIELDS: Record<string, string> = { section: 'Section', byline: 'Add a name', bylines: 'Add a name', topics: 'Topics', dateline: 'Dateline', label: 'Label', language: 'Language', zone: 'Time zone', related: 'Add a related story', 'headlines.home': 'Front pages', 'headlines.seo': 'Search engines', 'headlines.social': 'Social networks' }

/** Goes to the place a finding is about: a text, a field of the panel, or the first block in the body that lacks it. */
export function jump(desk: Desk, { place, rule }: Pick<Finding, 'place' | 'rule'>): void {
  const text = document.querySelector<HTMLElement>(`textarea[data-field="${CSS.escape(place!)}"]`)
  if (text) return text.focus()
  if (place === 'notes') {
    desk.panel.value = 'notes'
    return
  }
  if (place === 'body' || place!.startsWith('body')) return jumpInBody(desk, place!, rule)
  desk.panel.value = 'details'
  requestAnimationFrame(() => {
    const panel = document.getElementById('panel')
    const label = [...panel?.querySelectorAll('label') ?? []].find(one => one.textContent === FIELDS[place!])
    const field = label?.htmlFor ? document.getElementById(label.htmlFor) : place!.startsWith('lead') ? panel?.querySelector<HTMLElement>('.lead-thumb ~ .field textarea, .choices .button') : null
    field?.scrollIntoView({ block: 'center' })
    field?.focus()
  })
}

function jumpInBody(desk: Desk, place: string, rule: string): void {
  const view = desk.view.peek()
  if (!view) return
  // "body.4" is the fifth block; a rule about pictures leads to the first that lacks it.
  const index = /^body[.[/](\d+)/.exec(place)
  let pos: number | null = null
  let at = 0
  view.state.doc.forEach((_node, offset, i) => {
    if (index && i === Number(index[1])) pos = offset
  })
  if (pos === null) view.state.doc.descendants((node, where) => {
    if (pos === null && node.type === nodes.image && (rule === 'alt' ? !node.attrs.alt : rule === 'credit' && !node.attrs.credit)) pos = where
    return pos === null
  })
  at = pos ?? 0
  view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at + 1))))
  reveal(view, at + 1)
  const dom = view.nodeDOM(at) as HTMLElement | null
  const field = [...dom?.querySelectorAll<HTMLElement>('.lacks :is(input, textarea)') ?? []][0]
  if (field) field.focus()
  else view.focus()
}

function House({ desk, one }: { desk: Desk; one: HouseFinding }) {
  const [wrong, setWrong] = useState<string | null>(null)
  const gone = () => (desk.house.value = desk.house.peek().filter(other => other !== one))
  const accept = () => {
    const done = one.place === 'body' ? inBody(desk, one) : inField(desk, one)
    if (done) gone()
    else setWrong('These words have changed since.')
  }
  const ignore = async () => {
    try {
      await desk.answers.post('house/ignore', { key: one.key })
      gone()
      const view = desk.view.peek()
      if (view) houseMarks.set(view, houseMarks.items(view.state).filter(item => item.id !== one.key))
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  return (
    <li>
      <p><span class="was">{one.found}</span>{one.suggestion !== null && <> → <b>{one.suggestion || '(leave out)'}</b></>}</p>
      <p class="hint">{one.reason}</p>
      <div class="row-tools">
        {one.suggestion !== null && <button type="button" class="button small" aria-label={`Change “${one.found}” to “${one.suggestion}”`} onClick={accept}>Change</button>}
        <button type="button" class="button quiet small" aria-label={`Show “${one.found}”`} onClick={() => show(desk, one)}>Show</button>
        <button type="button" class="button quiet small" aria-label={`Ignore “${one.found}”`} onClick={() => void ignore()}>Ignore</button>
      </div>
      <Wrong words={wrong} />
    </li>
  )
}

function show(desk: Desk, one: HouseFinding): void {
  const view = desk.view.peek()
  const place = one.place === 'body' && view ? houseMarks.find(view.state, one.key) : null
  if (view && place) {
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, place.from, place.to)))
    reveal(view, place.from)
    view.focus()
  } else {
    const field = document.querySelector<HTMLTextAreaElement>(`textarea[data-field="${CSS.escape(one.place)}"]`)
    field?.focus()
    field?.setSelectionRange(one.from, one.to)
  }
}

function inBody(desk: Desk, one: HouseFinding): boolean {
  const view = desk.view.peek()
  const place = view && houseMarks.find(view.state, one.key)
  if (!view || !place || view.state.doc.textBetween(place.from, place.to, '\n', '\n') !== one.found) return false
  const tr = view.state.tr
  if (one.suggestion) tr.insertText(one.suggestion, place.from, place.to)
  else tr.delete(place.from, place.to)
  view.dispatch(tr)
  houseMarks.set(view, houseMarks.items(view.state).filter(item => item.id !== one.key))
  return true
}

function inField(desk: Desk, one: HouseFinding): boolean {
  if (one.place !== 'headline' && one.place !== 'standfirst') return false
  const text = desk.text(one.place as TextName)
  const now = text.toString()
  const at = now.slice(one.from, one.to) === one.found ? one.from : now.indexOf(one.found)
  if (at < 0) return false
  desk.live.doc.transact(() => {
    text.delete(at, one.found.length)
    text.insert(at, one.suggestion ?? '')
  }, PANEL)
  return true
}
