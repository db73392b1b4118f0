// Languages that the editor offers by name; any other is written as its tag.

const TAGS = ['en', 'en-GB', 'en-US', 'ar', 'bn', 'cs', 'da', 'de', 'de-AT', 'de-CH', 'el', 'es', 'fa', 'fi', 'fr', 'ga', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sv', 'sw', 'tr', 'uk', 'ur', 'vi', 'zh']

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(-|$)/i

export const directionOf = (language: string): 'rtl' | 'ltr' => (RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr')

export function languages(current: string): { tag: string; name: string }[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  const name = (tag: string) => {
    try {
      return names.of(tag) ?? tag
    } catch {
      return tag
    }
  }
  return [...new Set([current, ...TAGS])].filter(Boolean).map(tag => ({ tag, name: name(tag) })).sort((a, b) => a.name.localeCompare(b.name))
}
