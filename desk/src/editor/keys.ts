// The keys of the body. The sheet of shortcuts names them; keep the two alike.
import { baseKeymap, chainCommands, toggleMark } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list'
import type { Command, Plugin } from 'prosemirror-state'
import { redoCommand, undoCommand } from 'y-prosemirror'
import { block, exitBlock, list, moveBlock, newLine } from './commands'
import type { Desk } from './desk'
import { marks, nodes } from './schema'
import { walk } from './tables'

const hardBreak: Command = (state, dispatch) => {
  if (state.selection.$from.parent.type.spec.code || !state.selection.$from.parent.inlineContent) return false
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView())
  return true
}

// In a quotation, a cell or a list item an empty line is left by Enter or Backspace for an ordinary paragraph.
const backToParagraph: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0 || !['heading', 'quote', 'pullquote', 'code', 'correction'].includes($from.parent.type.name)) return false
  dispatch?.(state.tr.setBlockType($from.pos, $from.pos, nodes.paragraph))
  return true
}

// Enter on an empty item leaves its list, one level at a time.
const leaveItem: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.content.size || $from.depth < 3 || $from.node(-1).type !== nodes.list_item || $from.node(-1).childCount > 1) return false
  return liftListItem(nodes.list_item)(state, dispatch)
}

// Backspace never joins a caption to the paragraph before it: an empty card goes, a full one stays.
const keepCards: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const name = $from.parent.type.name
  if (!empty || $from.parentOffset > 0 || !['image', 'video', 'audio', 'embed', 'table_cell'].includes(name)) return false
  if (name !== 'table_cell' && !$from.parent.content.size && $from.depth === 1 && !Object.values($from.parent.attrs).some(Boolean)) {
    dispatch?.(state.tr.replaceWith($from.before(), $from.after(), nodes.paragraph.create()))
  }
  return true
}

export function keys(desk: Desk): Plugin[] {
  const open = (name: string): Command => () => {
    desk.dialog.value = name
    return true
  }
  const own: Record<string, Command> = {
    'Mod-z': undoCommand,
    'Mod-y': redoCommand,
    'Mod-Shift-z': redoCommand,
    'Mod-b': toggleMark(marks.strong),
    'Mod-i': toggleMark(marks.em),
    'Mod-Shift-x': toggleMark(marks.strike),
    'Mod-e': toggleMark(marks.code),
    'Mod-.': toggleMark(marks.sup),
    'Mod-,': toggleMark(marks.sub),
    'Mod-k': open('link'),
    'Mod-Alt-0': block('paragraph'),
    'Mod-Alt-2': block('heading', { level: 2 }),
    'Mod-Alt-3': block('heading', { level: 3 }),
    'Mod-Alt-4': block('heading', { level: 4 }),
    'Mod-Shift-7': list(true),
    'Mod-Shift-8': list(false),
    'Mod-Shift-9': block('quote'),
    'Alt-ArrowUp': moveBlock(-1),
    'Alt-ArrowDown': moveBlock(1),
    'Alt-F10': () => {
      document.querySelector<HTMLElement>('.toolbar [tabindex="0"]')?.focus()
      return true
    },
    'Shift-Enter': hardBreak,
    'Mod-Enter': newLine(false),
    'Mod-Shift-Enter': newLine(true),
    Enter: chainCommands(leaveItem, splitListItem(nodes.list_item), exitBlock),
    Backspace: chainCommands(backToParagraph, keepCards),
    Tab: chainCommands(walk(1), sinkListItem(nodes.list_item)),
    'Shift-Tab': chainCommands(walk(-1), liftListItem(nodes.list_item)),
    'Mod-[': liftListItem(nodes.list_item),
    'Mod-]': sinkListItem(nodes.list_item),
  }
  return [keymap(own), keymap(baseKeymap)]
}
