// Headlines for other places, each with a meter, and how search engines and other sites will show the story.
import { useEffect, useState } from 'preact/hooks'
import type { Desk } from './desk'
import { Field, Line } from './widgets'

const PLACES = [
  { key: 'headlines.home', label: 'Front pages', most: 80 },
  { key: 'headlines.seo', label: 'Search engines', most: 60 },
  { key: 'headlines.social', label: 'Social networks', most: 90 },
] as const

export function Headlines({ desk }: { desk: Desk }) {
  const headline = useText(desk, 'headline')
  const standfirst = useText(desk, 'standfirst')
  const seo = desk.value('headlines.seo') || headline || 'Headline'
  const social = desk.value('headlines.social') || headline || 'Headline'
  const lead = desk.value('lead')
  const slug = desk.value('slug') || slugOf(headline)
  return (
    <>
      {PLACES.map(({ key, label, most }) => {
        const value = desk.value(key) ?? ''
        const length = [...value].length
        return (
          <Field key={key} label={label} hint={<Meter length={length} most={most} />}>
            {(id, hint) => <Line id={id} area rows={2} value={value} placeholder={headline} aria-describedby={hint} onValue={to => desk.set(key, to.replace(/\s*\n\s*/g, ' ') || null)} />}
          </Field>
        )
      })}
      <figure class="shown search-shown">
        <figcaption>In search</figcaption>
        <p class="shown-address">{location.host} › story › {slug}-{desk.start.story}</p>
        <p class="shown-title">{cut(seo, 60)}</p>
        <p class="shown-words">{cut(standfirst || 'The standfirst stands here.', 155)}</p>
      </figure>
      <figure class="shown social-shown">
        <figcaption>On social networks</figcaption>
        {lead?.asset ? <img src={desk.thumb(lead.asset)} alt="" /> : <div class="shown-none">No lead picture</div>}
        <div>
          <p class="shown-address">{location.host}</p>
          <p class="shown-title">{cut(social, 90)}</p>
        </div>
      </figure>
    </>
  )
}

function Meter({ length, most }: { length: number; most: number }) {
  const over = length > most
  return (
    <span class={over ? 'measure over' : 'measure'}>
      <meter min={0} max={most} low={most * 0.9} value={Math.min(length, most)} aria-hidden="true" />
      <span>{length} of {most}{over ? ': it will be cut' : ''}</span>
    </span>
  )
}

function useText(desk: Desk, name: 'headline' | 'standfirst'): string {
  const text = desk.text(name)
  const [words, setWords] = useState(text.toString())
  useEffect(() => {
    let waiting = 0
    const hear = () => {
      clearTimeout(waiting)
      waiting = window.setTimeout(() => setWords(text.toString()), 200)
    }
    text.observe(hear)
    return () => text.unobserve(hear)
  }, [])
  return words
}

const cut = (text: string, most: number) => ([...text].length > most ? `${[...text].slice(0, most - 1).join('').trimEnd()}…` : text)

const slugOf = (headline: string) => headline.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'headline'
