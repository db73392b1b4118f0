// Names for elements that labels point to. The library's own are unique within one tree, and every card of the body is
// a tree of its own.
import { useState } from 'preact/hooks'

let count = 0

export function useUnique(): string {
  return useState(() => `field-${++count}`)[0]
}
