// The strip over the story: where it stands, whether it is saved, who is here, and what can be done next.
import { useComputed } from '@preact/signals'
import { Acts } from './acts'
import { initials, type Desk, type Panel } from './desk'

const STATUS: Record<string, string> = { draft: 'Draft', in_review: 'In review', ready: 'Ready', scheduled: 'Scheduled', live: 'Live', withdrawn: 'Withdrawn' }

export function Head({ desk }: { desk: Desk }) {
  const state = desk.state.value
  return (
    <div class="story-bar" role="region" aria-label="Story">
      <div class="story-bar-in">
        <span class="badge" data-status={state.status}>{STATUS[state.status] ?? state.status}</span>
        {state.embargoed_until && <span class="badge" data-status="embargoed">Embargo</span>}
        <SaveState desk={desk} />
        <People desk={desk} />
        <div class="story-bar-tools">
          <PanelButton desk={desk} panel="details" label="Details" />
          <PanelButton desk={desk} panel="notes" label="Notes" />
          <PanelButton desk={desk} panel="checks" label="Checks" />
          <a class="button quiet" href={`/desk/story/${desk.start.story}/versions`}>Versions</a>
          <a class="button quiet" href={`/desk/story/${desk.start.story}/preview`} target="_blank" rel="noopener">Preview<span class="off"> (opens a new tab)</span></a>
        </div>
        <Acts desk={desk} />
      </div>
    </div>
  )
}

function PanelButton({ desk, panel, label }: { desk: Desk; panel: Panel; label: string }) {
  const open = desk.panel.value === panel
  const count = panel === 'notes' ? desk.notes.value.filter(note => !note.resolved).length : 0
  return (
    <button type="button" class="button quiet" aria-expanded={open} aria-controls={open ? 'panel' : undefined} data-panel={panel} onClick={() => (desk.panel.value = open ? null : panel)}>
      {label}{count > 0 && <span class="count">{count}<span class="off"> open</span></span>}
    </button>
  )
}

function SaveState({ desk }: { desk: Desk }) {
  const { live } = desk
  const words = useComputed(() => {
    const count = live.pending.value
    switch (live.saving.value) {
      case 'saved': return 'Saved'
      case 'saving': return 'Saving…'
      case 'refused': return `Refused: ${live.refused.value}`
      case 'connecting': return 'Connecting…'
      default: return count ? `Offline: ${count} ${count === 1 ? 'change' : 'changes'} kept here` : 'Offline'
    }
  })
  const state = live.stop.value && live.pending.value ? 'offline' : live.saving.value
  return <span class="save-state" data-state={state} title={words.value}><span class="save-dot" aria-hidden="true" />{words}</span>
}

/** Says the state of saving to screen readers only when it has lasted: not at every key. */
export function People({ desk }: { desk: Desk }) {
  const others = desk.colleagues.value.filter(one => !one.self)
  // Somebody with two tabs is one person.
  const people = others.filter((one, i) => others.findIndex(other => other.handle === one.handle && other.name === one.name) === i)
  if (!people.length) return null
  return (
    <ul class="people" aria-label="Also in this story">
      {people.slice(0, 5).map(one => (
        <li key={one.client} class={`avatar tint-${one.tint}`} title={one.name}>
          <span aria-hidden="true">{initials(one.name)}</span><span class="off">{one.name}</span>
        </li>
      ))}
      {people.length > 5 && <li class="avatar more">+{people.length - 5}</li>}
    </ul>
  )
}
