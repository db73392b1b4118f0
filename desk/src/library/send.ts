// Sends a file in parts, after tus 1.0.0: what has come stays, and after a broken line the rest is sent.
import { csrf } from './dom'

const PART = 8 << 20
const TRIES = 6

const encoded = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** Sends a file; answers with the id of the asset that it became. Throws with a sentence for people. */
export async function send(file: File, told: (part: number) => void, replaces = ''): Promise<string> {
  const headers = { 'x-csrf': csrf(), 'tus-resumable': '1.0.0' }
  const metadata = [`filename ${encoded(file.name)}`, ...(replaces ? [`replaces ${encoded(replaces)}`] : [])]
  const begun = await fetch('/desk/uploads', { method: 'POST', headers: { ...headers, 'upload-length': String(file.size), 'upload-metadata': metadata.join(',') } })
  if (!begun.ok) throw new Error(await reason(begun))
  const at = begun.headers.get('location')!
  let asset = begun.headers.get('standfirst-asset')
  for (let offset = 0, tries = 0; !asset; ) {
    try {
      const part = file.slice(offset, offset + PART)
      const answer = await patch(at, part, { ...headers, 'upload-offset': String(offset) }, sent => told((offset + sent) / file.size))
      if (answer.status === 409 || answer.status === 423 || answer.status >= 500) throw new TypeError(answer.said)
      if (answer.status >= 400) throw new Error(answer.said)
      offset = answer.offset
      asset = answer.asset
      tries = 0
    } catch (error) {
      // A refusal is final; a line that broke is tried again, a little later each time.
      if (!(error instanceof TypeError) || (tries += 1) > TRIES) throw error
      await new Promise(done => setTimeout(done, 500 * 2 ** tries))
      const state = await fetch(at, { method: 'HEAD', headers }).catch(() => undefined)
      if (state?.ok) {
        offset = Number(state.headers.get('upload-offset'))
        asset = state.headers.get('standfirst-asset')
      } else if (state) throw new Error('The upload is gone. Send the file again.')
    }
  }
  told(1)
  return asset
}

interface Answer { status: number; said: string; offset: number; asset: string | null }

/** `fetch` tells nothing of how far it is, so this is the older way. */
function patch(at: string, part: Blob, headers: Record<string, string>, told: (sent: number) => void): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('PATCH', at)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.setRequestHeader('content-type', 'application/offset+octet-stream')
    request.upload.onprogress = event => told(event.loaded)
    request.onerror = () => fail(new TypeError('The line broke.'))
    request.onload = () => done({
      status: request.status,
      said: words(request.responseText),
      offset: Number(request.getResponseHeader('upload-offset')),
      asset: request.getResponseHeader('standfirst-asset'),
    })
    request.send(part)
  })
}

function words(body: string): string {
  try {
    return (JSON.parse(body) as { detail: string }).detail
  } catch {
    return 'The file was not taken. Try again.'
  }
}

const reason = async (answer: Response) => words(await answer.text())
