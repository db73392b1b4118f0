// Signs that become blocks and marks while one writes.
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import type { MarkType } from 'prosemirror-model'
import { TextSelection, type Plugin } from 'prosemirror-state'
import { marks, nodes } from './schema'

// **bold**, *slanted*, `code`: the sign goes, the words between keep the mark, what follows does not.
const around = (pattern: RegExp, type: MarkType) => new InputRule(pattern, (state, match, start, end) => {
  const words = match[2]
  const from = start + match[0].indexOf(match[1])
  if (!words || !state.doc.resolve(start).parent.type.allowsMarkType(type)) return null
  const tr = state.tr.delete(from + match[1].length + words.length, end).delete(from, from + match[1].length)
  return tr.addMark(from, from + words.length, type.create()).removeStoredMark(type)
}, { inCodeMark: false })

export function rules(): Plugin {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, match => ({ level: match[1].length })),
      textblockTypeInputRule(/^#\s$/, nodes.heading, { level: 2 }),
      wrappingInputRule(/^[-*+]\s$/, nodes.list, { ordered: false }, (_match, before) => before.attrs.ordered === false),
      wrappingInputRule(/^1[.)]\s$/, nodes.list, { ordered: true }, () => false),
      textblockTypeInputRule(/^>\s$/, nodes.quote),
      textblockTypeInputRule(/^```$/, nodes.code),
      new InputRule(/^(---|—-)$/, (state, _match, start, end) => {
        const $start = state.doc.resolve(start)
        if ($start.depth !== 1 || $start.parent.type !== nodes.paragraph || $start.parent.content.size !== end - start) return null
        const from = $start.before(1)
        const tr = state.tr.replaceWith(from, $start.after(1), [nodes.rule.create(), nodes.paragraph.create()])
        return tr.setSelection(TextSelection.create(tr.doc, from + 2))
      }),
      around(/(?:^|[\s(])(\*\*)([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
      around(/(?:^|[\s(])(\*)([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
      around(/(?:^|[\s(])(`)([^`\s](?:[^`]*[^`\s])?)`$/, marks.code),
    ],
  })
}

