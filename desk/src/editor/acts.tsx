// The way to the page: the next step as a button, every other as a menu. Some ask something first.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Findings, runChecks } from './checks'
import type { Desk } from './desk'
import type { StoryState } from './start'
import { Dialog, Field, Wrong } from './widgets'
import { clockOf, instantOf, spoken } from './zones'

const NAMES: Record<string, string> = {
  submit: 'Submit', approve: 'Approve', return: 'Send back', publish: 'Publish', schedule: 'Schedule', embargo: 'Embargo', withdraw: 'Withdraw', restore: 'Restore', save: 'Save a version',
}
const MENU = ['save', 'submit', 'approve', 'publish', 'schedule', 'embargo', 'return', 'restore', 'withdraw']
const NEXT: Record<string, string[]> = {
  draft: ['submit', 'publish'], in_review: ['approve', 'publish'], ready: ['publish', 'schedule'], scheduled: ['publish'], live: ['publish'], withdrawn: ['restore'],
}
const DONE: Record<string, string> = {
  submit: 'Submitted', approve: 'Approved', return: 'Sent back', publish: 'Published', schedule: 'Scheduled', embargo: 'Embargo set', withdraw: 'Withdrawn', restore: 'Restored',
}
/** Acts that ask something first. */
const ASKING = new Set(['publish', 'return', 'schedule', 'embargo', 'withdraw'])

const nameOf = (act: string, status: string) => (act === 'publish' && status === 'live' ? 'Publish changes' : NAMES[act])

export function Acts({ desk }: { desk: Desk }) {
  const { status } = desk.state.value
  const acts = desk.acts.value
  const [wrong, setWrong] = useState<string | null>(null)
  const can = (act: string) => acts.includes(act)
  const order = status === 'draft' && desk.start.person.role !== 'reporter' ? ['publish', 'submit'] : NEXT[status] ?? []
  const next = order.find(can)
  const others = MENU.filter(act => act !== next && can(act))
  const run = async (act: string) => {
    setWrong(null)
    if (ASKING.has(act)) return void (desk.dialog.value = act)
    if (act === 'save') return desk.save()
    try {
      await perform(desk, act)
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  const { scheduled_at, embargoed_until } = desk.state.value
  const zone = desk.value('zone') || desk.start.zone
  return (
    <div class="acts">
      {scheduled_at && status === 'scheduled' && <span class="hint">Goes live {spoken(scheduled_at, zone)}</span>}
      {embargoed_until && <span class="hint">Embargo until {spoken(embargoed_until, zone)}</span>}
      {wrong && <span class="wrong" role="alert">{wrong}</span>}
      {next && <button type="button" class="button primary" data-act={next} disabled={!desk.editable.value} onClick={() => void run(next)}>{nameOf(next, status)}{ASKING.has(next) ? '…' : ''}</button>}
      {others.length > 0 && <Menu label="More acts" items={others.map(act => ({ key: act, words: nameOf(act, status) + (ASKING.has(act) ? '…' : '') }))} onPick={act => void run(act)} />}
    </div>
  )
}

async function perform(desk: Desk, act: string, body?: unknown): Promise<void> {
  desk.changed(await desk.answers.post<StoryState>(act, body))
  desk.tell(`${DONE[act]}.`)
}

function Menu({ label, items, onPick }: { label: string; items: { key: string; words: string }[]; onPick: (key: string) => void }) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
  useEffect(() => {
    if (!open) return
    entries()[0]?.focus()
    const away = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false)
    addEventListener('pointerdown', away)
    return () => removeEventListener('pointerdown', away)
  }, [open])
  const close = () => {
    setOpen(false)
    root.current?.querySelector('button')?.focus()
  }
  return (
    <div
      class="acts-menu" ref={root}
      onKeyDown={event => {
        const list = entries()
        const at = list.indexOf(document.activeElement as HTMLElement)
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
        if (event.key === 'Escape' && open) close()
        else if (event.key === 'Tab') setOpen(false)
        else if (open && to !== undefined) {
          event.preventDefault()
          list.at(to % list.length)?.focus()
        }
      }}
    >
      <button type="button" class="button icon" aria-label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>⋯</button>
      {open && (
        <ul role="menu" aria-label={label}>
          {items.map(({ key, words }) => (
            <li role="none" key={key}>
              <button type="button" role="menuitem" tabIndex={-1} data-act={key} onClick={() => {
                close()
                onPick(key)
              }}>{words}</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

export function ActDialog({ desk, act }: { desk: Desk; act: string }) {
  const parts = { publish: Publish, return: Return, schedule: Schedule, embargo: Embargo, withdraw: Withdraw }
  const Part = parts[act as keyof typeof parts]
  return Part ? <Part desk={desk} /> : null
}

/** A dialog's form: what it asks, its own error, and the act at its end. */
function Ask({ desk, act, title, button, blocked, body, children, wide }: {
  desk: Desk; act: string; title: string; button: string; blocked?: boolean; body: () => unknown; children: ComponentChildren; wide?: boolean
}) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const close = () => (desk.dialog.value = null)
  const send = async (event: Event) => {
    event.preventDefault()
    if (busy || blocked) return
    setBusy(true)
    setWrong(null)
    try {
      await perform(desk, act, body())
      close()
    } catch (error) {
      setWrong((error as Error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={close} wide={wide}>
      <form onSubmit={event => void send(event)}>
        {children}
        <Wrong words={wrong} />
        <div class="dialog-foot">
          <button type="button" class="button" onClick={close}>Cancel</button>
          <button class={act === 'withdraw' ? 'button danger' : 'button primary'} disabled={blocked} aria-busy={busy}>{button}</button>
        </div>
      </form>
    </Dialog>
  )
}

const KINDS = [
  { key: 'minor', name: 'Minor fix', words: 'A slip of the pen. No date changes.' },
  { key: 'update', name: 'Update', words: 'News was added. The page says when.' },
  { key: 'correction', name: 'Correction', words: 'Something was wrong. Shown on the page and in the list of corrections.' },
  { key: 'clarification', name: 'Clarification', words: 'Something could be misread. Shown in the same way.' },
]

function Publish({ desk }: { desk: Desk }) {
  const live = desk.state.value.status === 'live'
  const [kind, setKind] = useState('update')
  const [text, setText] = useState('')
  const [looked, setLooked] = useState<string | null>('…')
  useEffect(() => {
    runChecks(desk).then(() => setLooked(null), error => setLooked((error as Error).message))
  }, [])
  const findings = desk.findings.value ?? []
  const said = kind === 'correction' || kind === 'clarification'
  const blocked = looked !== null || findings.some(one => one.level === 'block') || (live && said && !text.trim()) || desk.live.pending.value > 0
  return (
    <Ask desk={desk} act="publish" title={live ? 'Publish changes' : 'Publish this story'} button="Publish" blocked={blocked} wide body={() => (live ? { significance: kind, ...(said ? { text: text.trim() } : {}) } : {})}>
      {looked === '…' ? <p class="hint">Checking…</p> : looked ? <p class="wrong" role="alert">{looked}</p> : <Findings desk={desk} findings={findings} onJump={() => (desk.dialog.value = null)} />}
      {desk.live.pending.value > 0 && <p class="hint">Waiting until everything is saved.</p>}
      {live && (
        <fieldset class="kinds">
          <legend>What kind of change is it?</legend>
          {KINDS.map(({ key, name, words }) => (
            <label key={key}><input type="radio" name="significance" value={key} checked={kind === key} onChange={() => setKind(key)} /><span><b>{name}</b><span class="hint">{words}</span></span></label>
          ))}
        </fieldset>
      )}
      {live && said && <Words label={kind === 'correction' ? 'What was wrong, and what is right' : 'What is meant'} onText={setText} />}
    </Ask>
  )
}

function Words({ label, onText }: { label: string; onText: (text: string) => void }) {
  return <Field label={label}>{id => <textarea id={id} rows={4} required onInput={event => onText(event.currentTarget.value)} />}</Field>
}

function Return({ desk }: { desk: Desk }) {
  const [reason, setReason] = useState('')
  return (
    <Ask desk={desk} act="return" title="Send back to the writer" button="Send back" blocked={!reason.trim()} body={() => ({ reason: reason.trim() })}>
      <Words label="Reason" onText={setReason} />
    </Ask>
  )
}

function Withdraw({ desk }: { desk: Desk }) {
  const [notice, setNotice] = useState('')
  return (
    <Ask desk={desk} act="withdraw" title="Withdraw this story" button="Withdraw" blocked={!notice.trim()} body={() => ({ notice: notice.trim() })}>
      <p>The story leaves the site. Its address shows this notice instead.</p>
      <Words label="Notice to readers" onText={setNotice} />
    </Ask>
  )
}

function When({ desk, label, clock, onClock }: { desk: Desk; label: string; clock: string; onClock: (clock: string) => void }) {
  const zone = desk.value('zone') || desk.start.zone
  return (
    <Field label={label} hint={`Time in ${zone.replaceAll('_', ' ')}, the zone of this story.`}>
      {(id, hint) => <input id={id} type="datetime-local" required value={clock} aria-describedby={hint} onInput={event => onClock(event.currentTarget.value)} />}
    </Field>
  )
}

function Schedule({ desk }: { desk: Desk }) {
  const zone = desk.value('zone') || desk.start.zone
  const { scheduled_at } = desk.state.value
  const [clock, setClock] = useState(() => (scheduled_at ? clockOf(scheduled_at, zone) : `${clockOf(Date.now() + 3600e3, zone).slice(0, 13)}:00`))
  const [looked, setLooked] = useState<string | null>('…')
  useEffect(() => {
    runChecks(desk).then(() => setLooked(null), error => setLooked((error as Error).message))
  }, [])
  const findings = desk.findings.value ?? []
  const past = !!clock && Date.parse(instantOf(clock, zone)) < Date.now()
  return (
    <Ask desk={desk} act="schedule" title="Schedule" button="Schedule" wide blocked={!clock || past || looked !== null || findings.some(one => one.level === 'block')} body={() => ({ scheduled_at: instantOf(clock, zone) })}>
      <When desk={desk} label="Goes live at" clock={clock} onClock={setClock} />
      {past && <p class="wrong">That is in the past.</p>}
      {looked === '…' ? <p class="hint">Checking…</p> : looked ? <p class="wrong" role="alert">{looked}</p> : <Findings desk={desk} findings={findings} onJump={() => (desk.dialog.value = null)} />}
    </Ask>
  )
}

function Embargo({ desk }: { desk: Desk }) {
  const zone = desk.value('zone') || desk.start.zone
  const { embargoed_until } = desk.state.value
  const [clock, setClock] = useState(() => (embargoed_until ? clockOf(embargoed_until, zone) : `${clockOf(Date.now() + 86400e3, zone).slice(0, 13)}:00`))
  const [lift, setLift] = useState(false)
  return (
    <Ask desk={desk} act="embargo" title="Embargo" button={lift ? 'Lift the embargo' : 'Keep until then'} blocked={!clock && !lift} body={() => ({ embargoed_until: lift ? null : instantOf(clock, zone) })}>
      <p>Until then the story, its pictures and its sound are nowhere on the site.</p>
      {!lift && <When desk={desk} label="Until" clock={clock} onClock={setClock} />}
      {embargoed_until && <label class="tick"><input type="checkbox" checked={lift} onChange={event => setLift(event.currentTarget.checked)} /> Lift it now</label>}
    </Ask>
  )
}
