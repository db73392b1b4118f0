/** An element with some of its properties set, and what is in it. */
export function make<K extends keyof HTMLElementTagNameMap>(name: K, of: Partial<HTMLElementTagNameMap[K]> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), of)
  element.append(...inside)
  return element
}

export const csrf = () => document.querySelector<HTMLMetaElement>('meta[name=csrf]')!.content
