// A colleague's cursor and selection in the body. Colours come from classes, as the page allows no inline styles.
import { yCursorPlugin } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import type { Plugin } from 'prosemirror-state'
import { TINTS } from './desk'

interface User { name?: string; tint?: number }

const tint = (user: User) => Math.abs(Number(user.tint) || 0) % TINTS

export function cursors(awareness: Awareness): Plugin {
  return yCursorPlugin(awareness, {
    cursorBuilder: (user: User) => {
      const cursor = document.createElement('span')
      cursor.className = `colleague-cursor tint-${tint(user)}`
      cursor.setAttribute('aria-hidden', 'true')
      const flag = document.createElement('span')
      flag.className = 'colleague-flag'
      flag.textContent = user.name ?? 'Somebody'
      // Word joiners on both sides keep the browser from breaking a line at the cursor.
      cursor.append('\u2060', flag, '\u2060')
      return cursor
    },
    selectionBuilder: (user: User) => ({ class: `colleague-selection tint-${tint(user)}` }),
  }) as Plugin
}
