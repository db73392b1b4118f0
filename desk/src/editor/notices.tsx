// What stops the editor, said in its place or above it.
import { jump } from './checks'
import type { Desk } from './desk'
import type { Stop } from './live'

export function Nothing({ stop, title }: { stop: Stop; title: string }) {
  return (
    <div class="editor-nothing">
      <h1 dir="auto">{title}</h1>
      <StopNotice stop={stop} />
    </div>
  )
}

export function StopNotice({ stop }: { stop: Stop }) {
  return (
    <div class="notice line" data-kind={stop.code === -1 ? 'warn' : 'error'} role="alert" data-stop={stop.code}>
      <p>{stop.words}</p>
      {stop.link
        ? <a class="button" href={stop.link.href}>{stop.link.label}</a>
        : <button type="button" class="button" onClick={() => location.reload()}>Reload</button>}
    </div>
  )
}

/** Faults of the stored document, and what this browser cannot do. */
export function Notices({ desk }: { desk: Desk }) {
  const { live } = desk
  const faults = live.faults.value
  return (
    <>
      {desk.state.value.readonly && <p class="notice">You may read this story, but not change it while it stands as it does.</p>}
      {!live.keeps.value && (
        <p class="notice" data-kind="warn">This browser keeps nothing for this page (a private window, or no room). Without a line to the server your changes last only as long as this tab.</p>
      )}
      {faults.length > 0 && (
        <div class="notice" data-kind="warn" role="status" data-faults>
          <p>Every letter is kept, but no version can be made of the story as it is:</p>
          <ul>{faults.map(fault => <li key={fault.place + fault.words}>{fault.words} <button type="button" class="button quiet small" aria-label={`Go to: ${fault.words}`} onClick={() => jump(desk, { ...fault, rule: 'unfinished' })}>Go</button></li>)}</ul>
        </div>
      )}
    </>
  )
}
