/** All elements below `root` that match. */
export function all<E extends HTMLElement>(selector: string, root: ParentNode = document): E[] {
  return [...root.querySelectorAll<E>(selector)]
}

/** The token that goes along with every request that changes something. */
export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=csrf]')?.content ?? ''
}

/** An element with text in it. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, props: Partial<HTMLElementTagNameMap[K]> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), props)
  element.append(...inside)
  return element
}

/** What the server says of a failure (RFC 9457), or a sentence of our own. */
async function problem(response: Response): Promise<string> {
  const said: { title?: unknown; detail?: unknown } = await response.json().catch(() => ({}))
  for (const words of [said.detail, said.title]) if (typeof words === 'string' && words) return words
  return `The desk did not answer as it should (${response.status}). Please try again.`
}

/** Sends JSON and gives the JSON of the answer. Throws an error whose message is for people. */
export async function post<T>(url: string, body: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf': csrf() },
      body: JSON.stringify(body),
    })
  } catch {
    throw new Error('The desk cannot be reached. Check the connection and try again.')
  }
  if (!response.ok) throw new Error(await problem(response))
  return (await response.json()) as T
}
