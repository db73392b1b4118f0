// Clock times in the story's own zone, and the instants they stand for.

/** How many milliseconds a zone is ahead of UTC at an instant. */
function ahead(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(instant)
  const part = (type: string) => Number(parts.find(one => one.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(instant / 1000) * 1000
}

/** The instant of a clock time such as 2026-03-01T09:30 in a zone. */
export function instantOf(clock: string, zone: string): string {
  const flat = Date.parse(`${clock}:00Z`)
  let instant = flat - ahead(zone, flat)
  // Once more, for a change of the clocks in between.
  instant = flat - ahead(zone, instant)
  return new Date(instant).toISOString()
}

/** The clock time in a zone, as a date and time field takes it. */
export function clockOf(instant: string | number, zone: string): string {
  const at = new Date(instant).getTime()
  return new Date(at + ahead(zone, at)).toISOString().slice(0, 16)
}

export function spoken(instant: string, zone: string): string {
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
}
