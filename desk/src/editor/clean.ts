// Cleans pasted HTML before the editor reads it: what a text says stays (bold, italic, links, lists, headings,
// tables), how it looked goes. Styles are read as text, since the page's policy lets none of them apply.

const BLOCKS = 'p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,table,blockquote,pre,hr,figure,section,article'
const DROPPED = 'script,style,meta,link,title,head,xml,template,iframe,object,button,input,select,textarea,colgroup'

export function cleanHtml(html: string): string {
  // What was copied in this editor is as it should be.
  if (html.includes('data-pm-slice')) return html
  // Under another name, as the policy would report each style that it does not apply.
  const quiet = html.replace(/<[^<>]+>/g, tag => tag.replace(/\sstyle\s*=/gi, ' data-style='))
  const body = new DOMParser().parseFromString(quiet, 'text/html').body
  dropNoise(body)
  lists(body)
  body.querySelectorAll<HTMLElement>('[data-style], b, i').forEach(styleToTags)
  nestLists(body)
  cells(body)
  headings(body)
  links(body)
  breaks(body)
  body.querySelectorAll('*').forEach(plain)
  return body.innerHTML
}

function dropNoise(body: HTMLElement): void {
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const gone: ChildNode[] = []
  while (comments.nextNode()) gone.push(comments.currentNode as Comment)
  body.querySelectorAll(DROPPED).forEach(element => gone.push(element))
  // Hidden words, and Word's own comments with their links.
  body.querySelectorAll<HTMLElement>('[data-style]').forEach(element => {
    if (/(display:\s*none|mso-hide:\s*all|mso-element:\s*comment-list)/.test(styleOf(element))) gone.push(element)
  })
  body.querySelectorAll('.MsoCommentReference, a[href^="#_msocom"]').forEach(element => gone.push(element))
  gone.forEach(node => node.remove())
  body.querySelectorAll('*').forEach(element => {
    if (element.tagName.includes(':')) unwrap(element)
  })
}

const styleOf = (element: Element) => (element.getAttribute('data-style') ?? '').toLowerCase()

/** Bold by style becomes a tag, and a tag that its style takes back (as around everything from Google Docs) goes. */
function styleToTags(element: HTMLElement): void {
  const style = styleOf(element)
  const says = (name: string) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`).exec(style)?.[1].trim()
  const weight = says('font-weight')
  const slant = says('font-style')
  const tag = element.tagName
  if ((tag === 'B' || tag === 'STRONG') && weight && /^(normal|[1-5]00)$/.test(weight)) return unwrap(element)
  if ((tag === 'I' || tag === 'EM') && slant === 'normal') return unwrap(element)
  const wants: string[] = []
  if (weight && /^(bold(er)?|[6-9]00)$/.test(weight) && !element.closest('b,strong,h1,h2,h3,h4,h5,h6,th')) wants.push('strong')
  if (slant && /^(italic|oblique)/.test(slant) && !element.closest('i,em')) wants.push('em')
  if (/line-through/.test(says('text-decoration') ?? says('text-decoration-line') ?? '')) wants.push('s')
  const rise = says('vertical-align')
  if (rise === 'super') wants.push('sup')
  if (rise === 'sub') wants.push('sub')
  for (const want of wants) {
    // Inside a block's own tag, so that the block stays outermost.
    const mark = document.createElement(want)
    mark.append(...element.childNodes)
    element.append(mark)
  }
}

/** Word writes a list as paragraphs that say their list and level in their style. */
function lists(body: HTMLElement): void {
  const isItem = (element: Element | null): element is HTMLElement => !!element && /^(P|H\d|DIV)$/.test(element.tagName) && /mso-list:\s*l\d+/.test(styleOf(element))
  for (const first of body.querySelectorAll<HTMLElement>('p,h1,h2,h3,h4,h5,h6')) {
    if (!first.isConnected && !body.contains(first)) continue
    if (!isItem(first)) continue
    const run: HTMLElement[] = [first]
    for (let next = first.nextElementSibling; isItem(next); next = next.nextElementSibling) run.push(next)
    const at = document.createComment('list')
    first.before(at)
    let open: { level: number; list: HTMLElement }[] = []
    for (const paragraph of run) {
      const level = Number(/level(\d+)/.exec(styleOf(paragraph))?.[1] ?? 1)
      const ordered = takeMarker(paragraph)
      while (open.length && open[open.length - 1].level > level) open.pop()
      if (!open.length || open[open.length - 1].level < level) {
        const list = document.createElement(ordered ? 'ol' : 'ul')
        const parent = open[open.length - 1]?.list
        if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement('li'))).append(list)
        else at.before(list)
        open = [...open, { level, list }]
      }
      const item = document.createElement('li')
      item.append(...paragraph.childNodes)
      open[open.length - 1].list.append(item)
      paragraph.remove()
    }
    at.remove()
  }
}

function takeMarker(paragraph: HTMLElement): boolean {
  const marker = [...paragraph.querySelectorAll<HTMLElement>('[data-style]')].find(span => /mso-list:\s*ignore/.test(styleOf(span)))
  const words = marker?.textContent?.trim() ?? ''
  marker?.remove()
  return /^\(?([0-9]+|[a-z]{1,4})[.)]/i.test(words)
}

/** Lists that stand directly in lists belong to the item before them. */
function nestLists(body: HTMLElement): void {
  for (const list of body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const item = list.previousElementSibling ?? list.parentElement!.insertBefore(document.createElement('li'), list)
    item.append(list)
  }
  // An item of words and blocks mixed reads as paragraphs.
  for (const item of body.querySelectorAll('li')) {
    for (const block of item.querySelectorAll(':scope > div, :scope > h1, :scope > h2, :scope > h3, :scope > h4')) rename(block, 'p')
  }
}

/** A cell holds one run of text, and every row as many cells as the widest. */
function cells(body: HTMLElement): void {
  for (const table of body.querySelectorAll('table')) {
    // A table of one cell is somebody's frame.
    const all = table.querySelectorAll('td,th')
    if (all.length === 1) {
      table.replaceWith(...all[0].childNodes)
      continue
    }
    for (const row of table.querySelectorAll('tr')) {
      for (const cell of row.querySelectorAll<HTMLTableCellElement>('td,th')) {
        for (const block of cell.querySelectorAll('p,div,h1,h2,h3,h4,h5,h6,li')) {
          if (block.nextSibling || block.parentElement!.nextElementSibling) block.append(document.createElement('br'))
          unwrap(block)
        }
        cell.querySelectorAll('ul,ol,blockquote').forEach(unwrap)
        while (cell.lastChild?.nodeName === 'BR' || (cell.lastChild?.nodeType === 3 && !cell.lastChild.textContent!.trim())) cell.lastChild.remove()
        for (let i = Math.min(cell.colSpan, 50); i > 1; i--) cell.after(document.createElement('td'))
      }
    }
    const rows = [...table.querySelectorAll('tr')]
    const width = Math.max(...rows.map(row => row.children.length))
    for (const row of rows) while (row.children.length < width) row.append(document.createElement('td'))
  }
}

/** The page's own first heading is the headline: where a pasted text has first headings, all move down by one. */
function headings(body: HTMLElement): void {
  body.querySelectorAll('.MsoTitle').forEach(title => rename(title, 'h1'))
  const down = body.querySelector('h1') ? 1 : 0
  for (const heading of [...body.querySelectorAll('h1,h2,h3,h4,h5,h6')]) {
    heading.querySelectorAll('b,strong').forEach(unwrap)
    const level = Math.min(Math.max(Number(heading.tagName[1]) + down, 2), 4)
    if (heading.textContent?.trim()) rename(heading, `h${level}`)
    else heading.remove()
  }
}

function links(body: HTMLElement): void {
  for (const link of body.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? ''
    const wrapped = /^https?:\/\/www\.google\.[a-z.]+\/url\?/.test(href) ? new URL(href).searchParams.get('q') ?? new URL(href).searchParams.get('url') : null
    if (wrapped) link.setAttribute('href', wrapped)
    // A jump inside the other document leads nowhere here.
    else if (!href || href.startsWith('#')) unwrap(link)
    link.querySelectorAll('u').forEach(unwrap)
  }
}

/** Empty lines between blocks were only distance. */
function breaks(body: HTMLElement): void {
  for (const br of body.querySelectorAll('br')) {
    const beside = br.previousElementSibling ?? br.nextElementSibling
    if (br.className.includes('interchange') || (!br.parentElement?.closest('p,li,td,th,h1,h2,h3,h4,pre') && beside?.matches(BLOCKS))) br.remove()
  }
  for (const block of body.querySelectorAll('p,div')) {
    if (!block.textContent?.replace(/\u00a0/g, ' ').trim() && !block.querySelector('img,br + br,[data-block]')) block.remove()
  }
}

const KEPT = new Set(['href', 'data-story', 'data-block', 'data-attrs'])

function plain(element: Element): void {
  for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name)
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes)
}

function rename(element: Element, name: string): void {
  const other = document.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
}
