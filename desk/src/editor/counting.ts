// Words and reading time, counted when nothing else is to do: never while a key is on its way.
import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import type { Desk } from './desk'

let waiting = 0

// Blocks do not change, so each is counted once.
const counted = new WeakMap<Node, number>()

export function countWords(desk: Desk, view: EditorView): void {
  waiting ||= window.setTimeout(() => {
    waiting = 0
    let sum = 0
    view.state.doc.forEach(block => (sum += wordsIn(block)))
    desk.words.value = sum
  }, 300)
}

function wordsIn(block: Node): number {
  let count = counted.get(block)
  if (count === undefined) {
    const text = block.textBetween(0, block.content.size, ' ', ' ')
    counted.set(block, count = (text.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu) ?? []).length)
  }
  return count
}

export function readingTime(words: number): string {
  const minutes = Math.max(1, Math.round(words / 230))
  return words ? `${minutes} min read` : '0 min read'
}
