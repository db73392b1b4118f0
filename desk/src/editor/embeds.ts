// Addresses that become a card when they stand alone on a line.

const PROVIDERS: [RegExp, string][] = [
  [/^(www\.|m\.)?youtube\.com$|^youtu\.be$/, 'YouTube'],
  [/(^|\.)vimeo\.com$/, 'Vimeo'],
  [/(^|\.)dailymotion\.com$|^dai\.ly$/, 'Dailymotion'],
  [/^(www\.|mobile\.)?(twitter|x)\.com$/, 'X'],
  [/(^|\.)instagram\.com$/, 'Instagram'],
  [/(^|\.)facebook\.com$|^fb\.watch$/, 'Facebook'],
  [/(^|\.)tiktok\.com$/, 'TikTok'],
  [/(^|\.)threads\.(net|com)$/, 'Threads'],
  [/^bsky\.app$/, 'Bluesky'],
  [/^t\.me$/, 'Telegram'],
  [/(^|\.)reddit\.com$/, 'Reddit'],
  [/(^|\.)soundcloud\.com$/, 'SoundCloud'],
  [/^open\.spotify\.com$/, 'Spotify'],
  [/(^|\.)twitch\.tv$/, 'Twitch'],
]

/** The provider of a post or a film, or null where the address is an ordinary page. */
export function providerOf(address: string): string | null {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  // A provider's front page is no post.
  if (url.pathname.length < 2) return null
  const known = PROVIDERS.find(([host]) => host.test(url.hostname))
  if (known) return known[1]
  // Mastodon's posts have one shape on every server.
  return /^\/@[\w.-]+(@[\w.-]+)?\/\d{8,}$/.test(url.pathname) ? 'Mastodon' : null
}

/** The text as an address, if it is one and nothing else. */
export function asAddress(text: string): string | null {
  const bare = text.trim()
  if (/\s/.test(bare) || bare.length > 2000) return null
  return /^https?:\/\/[^\s/]+\.[^\s/]+/i.test(bare) ? bare : null
}
