// "5 minutes ago" goes on being true while a page stays open.
import { all } from './dom'

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' })

/** A moment in words, as seen from `now`; both in milliseconds. */
export function near(at: number, now: number): string {
  const seconds = (at - now) / 1000
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return 'just now'
}

export function times(): void {
  const refresh = () => {
    for (const time of all<HTMLTimeElement>('time[data-near]')) {
      const at = Date.parse(time.dateTime)
      if (!Number.isNaN(at)) time.textContent = near(at, Date.now())
    }
  }
  setInterval(refresh, 30_000)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh()
  })
}
