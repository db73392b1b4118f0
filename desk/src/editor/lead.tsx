// The first picture or film of the story.
import { useRef, useState } from 'preact/hooks'
import type { Picture } from './answers'
import type { Desk, Lead } from './desk'
import { Field, Line, Wrong } from './widgets'

export function LeadPicture({ desk }: { desk: Desk }) {
  const lead = desk.value('lead') ?? {}
  const put = (part: Lead) => {
    const next = Object.fromEntries(Object.entries({ ...desk.live.fields.get('lead') as Lead | null, ...part }).filter(([, value]) => value))
    desk.set('lead', Object.keys(next).length ? next as Lead : null)
  }
  const take = (picture: Picture) => {
    desk.thumbs.set(picture.id, picture.thumb)
    // Words already written are not lost to those that came with the file.
    put({ asset: picture.id, alt: lead.alt || picture.alt, caption: lead.caption || picture.caption, credit: lead.credit || picture.credit })
  }
  const lacks = !!lead.asset && !lead.alt
  return (
    <>
      {lead.asset && <img class="lead-thumb" src={desk.thumb(lead.asset)} alt={lead.alt ?? ''} />}
      <div class="choices">
        <button type="button" class="button small" onClick={() => (desk.picking.value = take)}>{lead.asset ? 'Replace' : 'Choose'}</button>
        <Upload desk={desk} label="Upload a lead picture" onDone={take} />
        {lead.asset && <button type="button" class="button quiet small" aria-label="Remove the lead picture" onClick={() => put({ asset: null, alt: null, caption: null, credit: null })}>Remove</button>}
      </div>
      {lead.asset && (
        <>
          <Field label="Alternative text" hint={lacks ? 'Needed: say what the picture shows, for those who cannot see it.' : undefined}>
            {(id, hint) => <Line id={id} area rows={2} value={lead.alt ?? ''} aria-invalid={lacks} aria-describedby={hint} onValue={alt => put({ alt })} />}
          </Field>
          <Field label="Caption">{id => <Line id={id} area rows={2} value={lead.caption ?? ''} onValue={caption => put({ caption })} />}</Field>
          <Field label="Credit">{id => <Line id={id} value={lead.credit ?? ''} onValue={credit => put({ credit })} />}</Field>
        </>
      )}
    </>
  )
}

export function Upload({ desk, label, onDone, accept = 'image/*,video/*' }: { desk: Desk; label: string; onDone: (picture: Picture) => void; accept?: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const send = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setWrong(null)
    try {
      onDone(await desk.answers.upload(file))
    } catch (error) {
      setWrong((error as Error).message)
    }
    setBusy(false)
    if (input.current) input.current.value = ''
  }
  return (
    <>
      <button type="button" class="button small" aria-busy={busy} disabled={busy} onClick={() => input.current?.click()}>{busy ? 'Uploading…' : 'Upload'}</button>
      <input ref={input} type="file" hidden accept={accept} aria-label={label} onChange={event => void send(event.currentTarget.files?.[0])} />
      <Wrong words={wrong} />
    </>
  )
}
