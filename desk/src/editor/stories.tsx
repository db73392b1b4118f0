// Finds stories of the own archive.
import type { FoundStory } from './answers'
import type { Desk } from './desk'
import { Combobox, type Option } from './widgets'

export async function findStories(desk: Desk, query: string, signal?: AbortSignal): Promise<Option<FoundStory>[]> {
  const found = await desk.answers.find<FoundStory>('stories', query, signal)
  return found.map(story => ({
    key: String(story.number),
    label: story.headline || `Story ${story.number}`,
    note: [story.section, story.published ? new Date(story.published).toLocaleDateString(undefined, { dateStyle: 'medium' }) : story.status.replace('_', ' ')].filter(Boolean).join(' · '),
    value: story,
  }))
}

export function StoryPicker({ desk, label, onPick }: { desk: Desk; label: string; onPick: (number: number) => void }) {
  return (
    <Combobox<FoundStory>
      label={label} placeholder="Search the archive"
      load={(query, signal) => findStories(desk, query, signal)}
      onPick={({ value }) => {
        desk.title(value.number, value.headline)
        onPick(value.number)
      }}
    />
  )
}
