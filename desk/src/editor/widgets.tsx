// Parts that several panels use: a field with its label, a combobox, a dialog, a switch.
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useUnique } from './unique'

export function Field({ label, hint, children }: { label: string; hint?: ComponentChildren; children: (id: string, hintId: string | undefined) => ComponentChildren }) {
  const id = useUnique()
  const hintId = hint ? `${id}-hint` : undefined
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, hintId)}
      {hint && <p class="hint" id={hintId}>{hint}</p>}
    </div>
  )
}

/** A text that is written as one types; what comes from elsewhere shows unless the same field is being typed in. */
export function Line({ value, onValue, id, area, ...rest }: {
  value: string; onValue: (value: string) => void; id?: string; area?: boolean
  type?: string; placeholder?: string; rows?: number; maxLength?: number; dir?: 'auto'; disabled?: boolean
  'aria-invalid'?: boolean; 'aria-label'?: string; 'aria-describedby'?: string
  onFocus?: () => void; onBlur?: () => void
}) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    if (input.current && input.current.value !== value) input.current.value = value
  }, [value])
  const shared = { ref: input, id, defaultValue: value, onInput: (event: Event) => onValue((event.target as HTMLInputElement).value), ...rest }
  return area ? <textarea {...(shared as object)} /> : <input type="text" {...(shared as object)} />
}

export interface Option<T> { key: string; label: string; note?: string; value: T }

/** Search as you type: an ARIA combobox whose list the arrow keys walk while the focus stays in the field. */
export function Combobox<T>({ label, hideLabel, placeholder, load, onPick, extra, clear = true, value, onText }: {
  label: string; hideLabel?: boolean; placeholder?: string
  load: (query: string, signal: AbortSignal) => Promise<Option<T>[]>
  onPick: (option: Option<T>) => void
  /** Options made from what was typed, after those that were found. */
  extra?: (query: string, found: Option<T>[]) => Option<T>[]
  clear?: boolean; value?: string; onText?: (text: string) => void
}) {
  const id = useUnique()
  const [text, setText] = useState(value ?? '')
  const [options, setOptions] = useState<Option<T>[]>([])
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const box = useRef<HTMLInputElement>(null)

  useLayoutEffect(() => {
    if (value !== undefined && value !== text) setText(value)
  }, [value])

  useEffect(() => {
    if (!open) return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const query = text.trim()
      const found = await load(query, stop.signal).catch(() => [] as Option<T>[])
      if (stop.signal.aborted) return
      setOptions([...found, ...(query && extra ? extra(query, found) : [])])
      setActive(-1)
    }, 120)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text, open])

  const pick = (option: Option<T>) => {
    onPick(option)
    setText(clear ? '' : option.label)
    setOpen(false)
    setOptions([])
    box.current?.focus()
  }
  const shown = open && options.length > 0
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (options.length) setActive((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length)
    } else if (event.key === 'Enter') {
      if (shown) {
        event.preventDefault()
        pick(options[Math.max(0, active)])
      }
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    }
  }
  return (
    <div class="combo field">
      <label for={id} class={hideLabel ? 'off' : undefined}>{label}</label>
      <input
        ref={box} id={id} type="text" role="combobox" autocomplete="off" placeholder={placeholder} value={text}
        aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        onInput={event => {
          setText(event.currentTarget.value)
          onText?.(event.currentTarget.value)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)} onClick={() => setOpen(true)}
        onBlur={() => {
          // The list stays until a pressed button has been let go: what lies below must not move from under it.
          if (document.querySelector(':active')) addEventListener('pointerup', () => setTimeout(() => document.activeElement !== box.current && setOpen(false)), { once: true })
          else setOpen(false)
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Suggestions" hidden={!shown} class="options">
        {options.map((option, i) => (
          <li
            id={`${id}-${i}`} key={option.key} role="option" aria-selected={i === active}
            ref={element => {
              if (i === active) element?.scrollIntoView({ block: 'nearest' })
            }}
            onMouseDown={event => {
              event.preventDefault()
              pick(option)
            }}
          >
            <span>{option.label}</span>
            {option.note && <span class="note">{option.note}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Dialog({ title, onClose, wide, children }: { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useUnique()
  useLayoutEffect(() => {
    const back = document.activeElement as HTMLElement | null
    dialog.current?.showModal()
    // Where one goes on: the first field, or the act; not the button that closes.
    dialog.current?.querySelector<HTMLElement>('header ~ :is(input, select, textarea, .button), header ~ * :is(input:not([hidden]), select, textarea), header ~ * .button.primary')?.focus()
    return () => {
      // Focus returns to where it was, also where that is the body.
      if (back?.isConnected) back.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={dialog} class={wide ? 'dialog wide' : 'dialog'} aria-labelledby={id} onClose={onClose}
      onMouseDown={event => {
        if (event.target === dialog.current) dialog.current?.close()
      }}
    >
      <div class="dialog-in">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="button quiet icon" aria-label="Close" onClick={() => dialog.current?.close()}>×</button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

export function Switch({ label, hint, on, onChange }: { label: string; hint?: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useUnique()
  return (
    <div class="switch-row">
      <label for={id}>{label}{hint && <span class="hint">{hint}</span>}</label>
      <input id={id} type="checkbox" role="switch" class="switch" checked={on} onChange={event => onChange(event.currentTarget.checked)} />
    </div>
  )
}

export function Wrong({ words }: { words: string | null }) {
  return <p class="wrong" role="alert" hidden={!words}>{words}</p>
}
