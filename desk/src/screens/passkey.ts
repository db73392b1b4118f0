// Passkeys (Web Authentication Level 3): the server's JSON carries binary as base64url.
import { all, post } from './dom'

type Wire<T> = { [K in keyof T]: unknown }
interface Begun {
  publicKey: Wire<PublicKeyCredentialCreationOptions>
  ticket: string
}
interface Asked {
  publicKey: Wire<PublicKeyCredentialRequestOptions>
  ticket: string
}
interface Done {
  location: string
}

/** base64url, with or without padding, to bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, c => c.charCodeAt(0))
}

/** Bytes to base64url without padding. */
export function text(buffer: ArrayBuffer): string {
  let plain = ''
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte)
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

// The wire has strings where the browser wants bytes: the challenge, the person's id and the ids of known passkeys.
const named = (list: unknown) => ((list ?? []) as { id: string }[]).map(one => ({ ...one, id: bytes(one.id) }))

function forMaking(wire: Begun['publicKey']): PublicKeyCredentialCreationOptions {
  const user = wire.user as { id: string }
  return { ...wire, challenge: bytes(wire.challenge as string), user: { ...user, id: bytes(user.id) }, excludeCredentials: named(wire.excludeCredentials) } as unknown as PublicKeyCredentialCreationOptions
}

function forAsking(wire: Asked['publicKey']): PublicKeyCredentialRequestOptions {
  return { ...wire, challenge: bytes(wire.challenge as string), allowCredentials: named(wire.allowCredentials) } as unknown as PublicKeyCredentialRequestOptions
}

function toWire(credential: PublicKeyCredential): object {
  const { response } = credential
  const common = {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  }
  const clientDataJSON = text(response.clientDataJSON)
  if (response instanceof AuthenticatorAttestationResponse) {
    return { ...common, response: { clientDataJSON, attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] } }
  }
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse
  return { ...common, response: { clientDataJSON, authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle && text(userHandle) } }
}

/** A word for this device, so that a passkey has a name without anybody thinking of one. */
function device(): string {
  const agent = navigator.userAgent
  return ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'Linux'].find(word => agent.includes(word)) ?? 'Passkey'
}

async function register(name: string, invitation?: string): Promise<string> {
  const given = invitation ? { name, invitation } : { name }
  const { publicKey, ticket } = await post<Begun>('/desk/passkey/begin', given)
  const credential = (await navigator.credentials.create({ publicKey: forMaking(publicKey) })) as PublicKeyCredential
  return (await post<Done>('/desk/passkey/finish', { ...given, ticket, credential: toWire(credential) })).location
}

// While the browser offers passkeys under the email field, a request stands open; the button ends it.
let standing: AbortController | undefined

async function signIn(next: string, email: string, mediation?: CredentialMediationRequirement): Promise<string> {
  standing?.abort()
  const mine = (standing = new AbortController())
  const { publicKey, ticket } = await post<Asked>('/desk/passkey/ask', email ? { email } : {})
  mine.signal.throwIfAborted()
  const options: CredentialRequestOptions = { publicKey: forAsking(publicKey), signal: mine.signal }
  if (mediation) options.mediation = mediation
  const credential = (await navigator.credentials.get(options)) as PublicKeyCredential
  return (await post<Done>('/desk/passkey/answer', { ticket, next, credential: toWire(credential) })).location
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return 'That did not work. Please try again.'
  switch (error.name) {
    case 'AbortError':
      return ''
    case 'NotAllowedError':
      return 'No passkey was used: it was cancelled, or it took too long. Please try again.'
    case 'InvalidStateError':
      return 'This device already has a passkey for you. Sign in with it.'
    case 'NotSupportedError':
    case 'SecurityError':
      return 'This device cannot use a passkey here. Try another way in.'
    default:
      return error.message
  }
}

export function passkeys(): void {
  for (const place of all('[data-passkey]')) {
    const go = place.querySelector<HTMLButtonElement>('[data-passkey-go]')
    const wrong = place.querySelector<HTMLElement>('[data-passkey-wrong]')
    if (!go || !wrong) continue
    if (!window.PublicKeyCredential) {
      ;(place.querySelector<HTMLElement>('[data-passkey-part]') ?? place).hidden = true
      continue
    }
    // Where a passkey can be made, the other way is folded away.
    for (const fold of all<HTMLDetailsElement>('details[data-fold]', place)) fold.open = false
    const show = (words: string) => {
      wrong.textContent = words
      wrong.hidden = !words
    }
    const { invitation, next = '' } = place.dataset
    const run = async (how: () => Promise<string>) => {
      show('')
      go.setAttribute('aria-busy', 'true')
      try {
        location.assign(await how())
      } catch (error) {
        show(said(error))
      } finally {
        go.removeAttribute('aria-busy')
      }
    }
    const email = () => document.querySelector<HTMLInputElement>('#email')?.value.trim() ?? ''
    go.addEventListener('click', () => {
      if (go.hasAttribute('aria-busy')) return
      if (place.dataset.passkey === 'sign-in') return void run(() => signIn(next, email()))
      const name = document.querySelector<HTMLInputElement>(invitation ? '#name' : '[data-passkey-name]')
      if (invitation && name && !name.reportValidity()) return
      void run(() => register(name?.value.trim() || device(), invitation))
    })
    if (place.dataset.passkey === 'sign-in') void offer(next, show)
  }
}

/** Lets the browser offer passkeys among the suggestions of the email field, where it can. */
async function offer(next: string, show: (words: string) => void): Promise<void> {
  try {
    if (await PublicKeyCredential.isConditionalMediationAvailable?.()) location.assign(await signIn(next, '', 'conditional'))
  } catch (error) {
    // Nobody asked for anything yet, so a failure is only worth words if a passkey was chosen.
    if (error instanceof Error && error.name === 'Error' && document.activeElement?.id === 'email') show(said(error))
  }
}
