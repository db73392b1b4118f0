// Copying, keeping and printing what is shown once.
import { all } from './dom'

/** The words of an element, one item a line if it is a list. */
function words(id: string): string {
  const element = document.getElementById(id)
  const items = element ? all('li', element) : []
  return items.length ? items.map(item => (item.textContent ?? '').trim()).join('\n') : (element?.textContent ?? '').trim()
}

async function copy(button: HTMLElement, id: string): Promise<void> {
  const label = (button.dataset.label ??= button.textContent ?? '')
  try {
    await navigator.clipboard.writeText(words(id))
    button.textContent = 'Copied'
  } catch {
    const element = document.getElementById(id)
    if (element) getSelection()?.selectAllChildren(element)
    button.textContent = 'Selected: press Ctrl C'
  }
  setTimeout(() => {
    button.textContent = label
  }, 2500)
}

function download(id: string, name: string): void {
  const url = URL.createObjectURL(new Blob([`${words(id)}\n`], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export function copies(): void {
  for (const button of all('[data-copy], [data-download], [data-print]')) {
    const { copy: from, download: file, file: name } = button.dataset
    if (from) button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', () => {
      if (from) void copy(button, from)
      else if (file) download(file, name ?? 'codes.txt')
      else print()
    })
  }
}
