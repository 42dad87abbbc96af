import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Marked } from 'marked'
import { AppError } from '../../base/index.ts'
import { mount } from '../routes.ts'
import { policyFor, STYLE } from './style.ts'

const DOCS = new URL('../../../docs/', import.meta.url)

/** Pages by their address below `/guide/`, in the order of the menu. */
const PAGES: Readonly<Record<string, { title: string; file: string }>> = {
  'api-v1': { title: 'API v1', file: 'guide/api-v1.md' },
  'modern-api': { title: 'Modern API', file: 'guide/modern-api.md' },
  webhooks: { title: 'Webhooks', file: 'guide/webhooks.md' },
  api: { title: 'Reference', file: 'reference/api.md' },
  operating: { title: 'Running it', file: 'guide/operating.md' },
  carriers: { title: 'Carriers', file: 'reference/carriers.md' },
  notices: { title: 'Notices', file: 'guide/notices.md' },
  'notice-fields': { title: 'SMS providers and own words', file: 'reference/notice-fields.md' },
  detection: { title: 'Detection', file: 'guide/detection.md' },
  settings: { title: 'Settings', file: 'reference/settings.md' },
  errors: { title: 'Errors', file: 'reference/errors.md' },
  cli: { title: 'Command line', file: 'reference/cli.md' },
  lab: { title: 'Lab', file: 'reference/lab.md' },
}
const FIRST = 'api-v1'

const GUIDE_STYLE = `${STYLE}
main{max-width:60rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-bottom:1.5rem}
nav [aria-current]{font-weight:600;text-decoration:none}
article{overflow-wrap:anywhere}
img{max-width:100%;height:auto;border-radius:8px}
pre+pre{margin-top:.5rem}
h3{font-size:1rem}
h2{margin-top:2rem}
table{display:block;overflow-wrap:normal;overflow-x:auto;border-collapse:collapse;font-size:.9375rem}
th,td{padding:.35rem .6rem;border:1px solid var(--line);text-align:left;vertical-align:top}
`
const POLICY = policyFor(GUIDE_STYLE)

/** `GET /guide[/{page}]`: the guides and references of this very version, from the folder docs. */
export function mountGuide(app: FastifyInstance): void {
  const rendered = new Map<string, string>()
  const page = (name: string): string => {
    const known = rendered.get(name) ?? render(name)
    rendered.set(name, known)
    return known
  }
  for (const url of ['/guide', '/guide/:page']) {
    mount(app, url, {
      GET: {
        handler: async (request, reply) => {
          const { page: name = FIRST } = (request.params ?? {}) as { page?: string }
          if (!Object.hasOwn(PAGES, name)) throw new AppError('route_not_found')
          return reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page(name))
        },
      },
    })
  }
}

function render(name: string): string {
  const { title = '', file = '' } = PAGES[name] ?? {}
  const article = markdown().parse(readFileSync(new URL(file, DOCS), 'utf8'), { async: false })
  const menu = Object.entries(PAGES).map(
    ([other, { title: text }]) => `<a href="/guide/${other}"${other === name ? ' aria-current="page"' : ''}>${text}</a>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Trackru</title>
<link rel="icon" href="data:,">
<style>${GUIDE_STYLE}</style>
</head>
<body>
<main>
<nav><a href="/">Trackru</a>${menu.join('')}</nav>
<article>
${article}</article>
</main>
</body>
</html>
`
}

/** Headings get the anchors that links in the documents use; links to files that are not served here become their text. */
function markdown(): Marked {
  return new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        const to = served(href)
        return to === null ? text : `<a href="${to}">${text}</a>`
      },
      image({ href, text }) {
        const picture = readFileSync(new URL(`guide/pictures/${basename(href)}`, DOCS)).toString('base64')
        return `<img alt="${text}" src="data:image/jpeg;base64,${picture}">`
      },
    },
  })
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

function served(href: string): string | null {
  const [path = '', anchor] = href.split('#')
  if (path === '' || /^https?:/.test(path)) return href
  const name = Object.keys(PAGES).find((page) => PAGES[page]?.file.endsWith(`/${basename(path)}`))
  return name === undefined ? null : `/guide/${name}${anchor === undefined ? '' : `#${anchor}`}`
}
