// What must stay in sight, and parts that somebody frames by hand; in fractions of the picture, as the server keeps them.
import { make } from './dom'

interface Part { x: number; y: number; width: number; height: number }
interface Point { x: number; y: number }

const SHAPES: Record<string, number> = { '16x9': 16 / 9, '4x3': 4 / 3, '1x1': 1, '4x5': 4 / 5, free: 0 }
const within = (n: number, from: number, to: number) => Math.min(Math.max(n, from), to)
const rounded = (n: number) => Math.round(n * 10_000) / 10_000

export function framing(): void {
  const section = document.querySelector<HTMLElement>('#framing')
  const form = document.querySelector<HTMLFormElement>('#about')
  if (!section || !form) return
  const stage = section.querySelector<HTMLElement>('.stage')!
  const picture = stage.querySelector('img')!
  const ratio = Number(section.dataset.width) / Number(section.dataset.height)
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  let focus: Point | null = field('focus').value ? JSON.parse(field('focus').value) : null
  const crops: Record<string, Part> = JSON.parse(field('crops').value || '{}')
  let shape: string | null = null

  const ring = make('button', { type: 'button', className: 'ring', ariaLabel: 'What must stay in sight' })
  const frame = make('button', { type: 'button', className: 'frame', hidden: true }, make('i'))
  stage.append(ring, frame)
  const shapes = make('div', { className: 'shapes needs-script', role: 'group', ariaLabel: 'Shape' })
  const proofs = make('div', { className: 'proofs' })
  const forget = make('button', { type: 'button', className: 'button small quiet', textContent: 'Frame it by the ring again' })
  section.append(shapes, forget, proofs)

  /** The part of a shape: as it was framed, else around what must stay in sight. */
  const part = (name: string): Part => {
    if (crops[name]) return crops[name]
    const wanted = (SHAPES[name] || ratio) / ratio
    const [width, height] = wanted > 1 ? [1, 1 / wanted] : [wanted, 1]
    const { x, y } = focus ?? { x: 0.5, y: 0.5 }
    return { x: within(x - width / 2, 0, 1 - width), y: within(y - height / 2, 0, 1 - height), width, height }
  }

  const show = () => {
    const { x, y } = focus ?? { x: 0.5, y: 0.5 }
    Object.assign(ring.style, { left: `${x * 100}%`, top: `${y * 100}%` })
    ring.hidden = shape !== null
    frame.hidden = shape === null
    forget.hidden = shape === null || !crops[shape]
    if (shape) {
      const { x, y, width, height } = part(shape)
      Object.assign(frame.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` })
      frame.ariaLabel = `Frame ${shape.replace('x', ' to ')}: ${Math.round(width * 100)} % wide, ${Math.round(x * 100)} % from the left, ${Math.round(y * 100)} % from the top`
    }
    for (const button of shapes.querySelectorAll('button')) button.ariaPressed = String(button.dataset.shape === (shape ?? ''))
    proofs.replaceChildren(...Object.entries(SHAPES).filter(([name]) => name !== 'free' || crops.free).map(([name]) => {
      const { x, y, width, height } = part(name)
      const image = make('img', { src: picture.src, alt: '' })
      const seen = (width * ratio) / height
      const pane = make('div', {}, image)
      pane.style.width = `${5 * seen}rem`
      Object.assign(image.style, { width: `${100 / width}%`, height: `${100 / height}%`, left: `${(-x / width) * 100}%`, top: `${(-y / height) * 100}%` })
      return make('figure', {}, pane, make('figcaption', { textContent: name.replace('x', ':') }))
    }))
    field('focus').value = focus ? JSON.stringify(focus) : ''
    field('crops').value = JSON.stringify(crops)
  }

  for (const [name, label] of [['', 'Whole picture'], ['16x9', '16:9'], ['4x3', '4:3'], ['1x1', '1:1'], ['4x5', '4:5'], ['free', 'Free']]) {
    const button = make('button', { type: 'button', className: 'button small', textContent: label })
    button.dataset.shape = name
    button.onclick = () => {
      shape = name || null
      show()
      if (shape) frame.focus()
    }
    shapes.append(button)
  }
  forget.onclick = () => {
    if (shape) delete crops[shape]
    show()
  }

  const look = (x: number, y: number) => {
    focus = { x: rounded(within(x, 0, 1)), y: rounded(within(y, 0, 1)) }
    show()
  }
  const put = (next: Part) => {
    if (!shape) return
    const width = within(next.width, 0.05, 1)
    const height = shape === 'free' ? within(next.height, 0.05, 1) : (width * ratio) / SHAPES[shape]
    const [w, h] = height > 1 ? [width / height, 1] : [width, height]
    crops[shape] = { x: rounded(within(next.x, 0, 1 - w)), y: rounded(within(next.y, 0, 1 - h)), width: rounded(w), height: rounded(h) }
    show()
  }

  // A mouse, a pen and a finger alike.
  stage.onpointerdown = down => {
    if (down.button) return
    const box = stage.getBoundingClientRect()
    const at = (event: PointerEvent): Point => ({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height })
    const from = at(down)
    const sizes = (down.target as HTMLElement).localName === 'i'
    const before = shape ? part(shape) : null
    const move = (event: PointerEvent) => {
      const to = at(event)
      const [dx, dy] = [to.x - from.x, to.y - from.y]
      if (!before) look(to.x, to.y)
      else if (sizes) put({ ...before, width: shape === 'free' ? before.width + dx : Math.max(before.width + dx, ((before.height + dy) * (SHAPES[shape!] || 1)) / ratio), height: before.height + dy })
      else put({ ...before, x: before.x + dx, y: before.y + dy })
    }
    if (!before) move(down)
    stage.setPointerCapture(down.pointerId)
    stage.onpointermove = move
    stage.onpointerup = stage.onpointercancel = () => {
      stage.onpointermove = null
    }
    down.preventDefault()
    ;(before ? frame : ring).focus()
  }
  stage.onkeydown = event => {
    const step = event.shiftKey ? 0.05 : 0.01
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key]
    const size = { '+': step, '=': step, '-': -step }[event.key]
    if (way && !shape) look((focus?.x ?? 0.5) + way[0], (focus?.y ?? 0.5) + way[1])
    else if (way && shape) {
      const now = part(shape)
      if (shape === 'free' && event.altKey) put({ ...now, width: now.width + way[0], height: now.height + way[1] })
      else put({ ...now, x: now.x + way[0], y: now.y + way[1] })
    } else if (size && shape) {
      const now = part(shape)
      put({ x: now.x - size / 2, y: now.y - (size * now.height) / now.width / 2, width: now.width + size, height: now.height + (size * now.height) / now.width })
    } else return
    event.preventDefault()
  }
  show()
}
