// The toolbar: one stop for Tab, the arrow keys walk inside it.
import type { ComponentChildren } from 'preact'
import { useComputed } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Command } from 'prosemirror-state'
import { redoCommand, undoCommand } from 'y-prosemirror'
import { offers } from './blocks'
import { around, block, hasMark, list, mark } from './commands'
import type { Desk } from './desk'
import { Icon } from './icons'
import { marks, nodes } from './schema'
import { addColumn, addRow, placeInTable, removeColumn, removeRow, removeTable, toggleHeader } from './tables'

const KEY = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl-'

interface Tool { name: string; label: string; key?: string; face: ComponentChildren; run?: Command; open?: string; on?: boolean; off?: boolean }

export function Toolbar({ desk }: { desk: Desk }) {
  const bar = useRef<HTMLDivElement>(null)
  const [stop, setStop] = useState(0)
  const look = useComputed(() => {
    desk.tick.value
    const view = desk.view.value
    if (!view) return null
    const { state } = view
    const { $from } = state.selection
    const inList = around($from, nodes.list)
    return {
      marks: ['strong', 'em', 'strike', 'sub', 'sup', 'code', 'link'].filter(name => hasMark(state, marks[name])).join(),
      block: $from.parent.type === nodes.heading ? `h${$from.parent.attrs.level}` : $from.parent.type.name,
      list: inList ? (inList.node.attrs.ordered ? 'numbers' : 'bullets') : '',
      table: !!placeInTable(state),
      undo: !!undoCommand(state), redo: !!redoCommand(state),
      selected: !state.selection.empty && state.selection.$from.parent.inlineContent,
    }
  })
  // The same look is the same string, so that a key that changes nothing here draws nothing.
  const text = useComputed(() => JSON.stringify(look.value))
  const at = JSON.parse(text.value) as typeof look.value
  const view = desk.view.value

  useEffect(() => {
    const buttons = tools(bar.current)
    buttons.forEach((button, i) => (button.tabIndex = i === Math.min(stop, buttons.length - 1) ? 0 : -1))
  })
  if (!at || !view) return <div class="toolbar" role="toolbar" aria-label="Formatting" />

  const has = (name: string) => at.marks.split(',').includes(name)
  const groups: Tool[][] = [
    [
      { name: 'strong', label: 'Bold', key: 'B', face: <b>B</b>, run: mark('strong'), on: has('strong') },
      { name: 'em', label: 'Italic', key: 'I', face: <i>I</i>, run: mark('em'), on: has('em') },
      { name: 'link', label: 'Link', key: 'K', face: <Icon name="link" />, open: 'link', on: has('link') },
    ],
    [
      { name: 'h2', label: 'Heading H2', face: 'H2', run: block('heading', { level: 2 }), on: at.block === 'h2' },
      { name: 'h3', label: 'Smaller heading H3', face: 'H3', run: block('heading', { level: 3 }), on: at.block === 'h3' },
      { name: 'quote', label: 'Quote', face: '“', run: block('quote'), on: at.block === 'quote' },
      { name: 'bullets', label: 'List', face: <Icon name="bullets" />, run: list(false), on: at.list === 'bullets' },
      { name: 'numbers', label: 'Numbered list', face: <Icon name="numbers" />, run: list(true), on: at.list === 'numbers' },
    ],
    [
      { name: 'undo', label: 'Undo', key: 'Z', face: <Icon name="undo" />, run: undoCommand, off: !at.undo },
      { name: 'redo', label: 'Redo', key: 'Y', face: <Icon name="redo" />, run: redoCommand, off: !at.redo },
      { name: 'find', label: 'Find and replace', key: 'F', face: <Icon name="find" />, open: 'find' },
      { name: 'note', label: 'Note on the selection', face: <Icon name="note" />, open: 'note', off: !at.selected },
    ],
  ]
  const run = ({ run: command, open }: Tool) => {
    if (open) return void (desk.dialog.value = open)
    command?.(view.state, view.dispatch, view)
    view.focus()
  }
  const button = (tool: Tool) => (
    <button
      type="button" key={tool.name} class="tool" aria-label={tool.label} title={tool.key ? `${tool.label} (${KEY}${tool.key})` : tool.label}
      aria-pressed={tool.on} aria-disabled={tool.off || undefined} data-tool={tool.name}
      onMouseDown={event => event.preventDefault()} onClick={() => !tool.off && run(tool)}
    >{tool.face}</button>
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = tools(bar.current)
    const now = buttons.indexOf(document.activeElement as HTMLElement)
    const rtl = getComputedStyle(bar.current!).direction === 'rtl' ? -1 : 1
    const to = event.key === 'ArrowRight' ? now + rtl : event.key === 'ArrowLeft' ? now - rtl : event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : -1
    if (event.key === 'Escape') return view.focus()
    if (now < 0 || !['ArrowRight', 'ArrowLeft', 'Home', 'End'].includes(event.key) || (event.target as HTMLElement).tagName === 'SELECT' && !event.key.startsWith('Arrow')) return
    event.preventDefault()
    const next = (to + buttons.length) % buttons.length
    setStop(next)
    buttons[next].focus()
  }
  return (
    <div ref={bar} class="toolbar" role="toolbar" aria-label="Formatting" aria-controls="body" onKeyDown={onKeyDown} onFocusIn={() => setStop(Math.max(0, tools(bar.current).indexOf(document.activeElement as HTMLElement)))}>
      {groups.map((group, i) => <div class="tool-group" role="group" aria-label={['Marks', 'Blocks', 'Tools'][i]} key={i}>{group.map(button)}</div>)}
      <Pick label="More marks" face="More" options={[['strike', 'Struck through'], ['sub', 'Subscript'], ['sup', 'Superscript'], ['code', 'Code'], ['clear', 'Remove formatting']]} onPick={name => {
        if (name === 'clear') {
          const { from, to } = view.state.selection
          view.dispatch(view.state.tr.removeMark(from, to))
        } else mark(name)(view.state, view.dispatch, view)
        view.focus()
      }} />
      <Pick label="Insert a block" face="Insert" options={offers.map(offer => [offer.name, offer.label])} onPick={name => {
        offers.find(offer => offer.name === name)?.run(view.state, view.dispatch, view)
        view.focus()
      }} />
      {at.table && <Pick label="Table" face="Table" options={[['row', 'Add a row'], ['column', 'Add a column'], ['header', 'Heading row'], ['-row', 'Remove the row'], ['-column', 'Remove the column'], ['-table', 'Remove the table']]} onPick={name => {
        const command = { row: addRow, column: addColumn, header: toggleHeader, '-row': removeRow, '-column': removeColumn, '-table': removeTable }[name]
        command?.(view.state, view.dispatch, view)
        view.focus()
      }} />}
    </div>
  )
}

const tools = (bar: HTMLElement | null) => [...(bar?.querySelectorAll<HTMLElement>('.tool') ?? [])]

/** A select that acts and falls back to its name: the browser's own menu, for keys and phones alike. */
function Pick({ label, face, options, onPick }: { label: string; face: string; options: string[][]; onPick: (name: string) => void }) {
  return (
    <select
      class="tool pick" aria-label={label} value=""
      onChange={event => {
        const name = event.currentTarget.value
        event.currentTarget.value = ''
        if (name) onPick(name)
      }}
    >
      <option value="" hidden>{face}</option>
      {options.map(([name, words]) => <option key={name} value={name}>{words}</option>)}
    </select>
  )
}
