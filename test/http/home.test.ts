import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { createServer, type Server } from './server.ts'

const page = async (server: Server, language?: string): Promise<{ text: string; headers: Record<string, unknown> }> =>
  server.call('GET', '/', undefined, language === undefined ? {} : { 'accept-language': language })

test.each([
  [undefined, 'en', 'Running'],
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru', 'Работает'],
  ['zh-CN', 'zh', '运行中'],
  ['de-DE,de;q=0.9,ru;q=0.4,en;q=0.3', 'ru', 'Работает'],
  ['ru;q=0,en;q=0.1', 'en', 'Running'],
  ['fr', 'en', 'Running'],
  [`${'x,'.repeat(5_000)}ru`, 'en', 'Running'],
  ['ru;q=9', 'en', 'Running'],
])('Accept-Language %s gives %s', async (header, language, word) => {
  const { text, headers } = await page(createServer(), header)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-language']).toBe(language)
  expect(text).toContain(`<html lang="${language}">`)
  expect(text).toContain(word)
})

test('no script, one style by its hash, nothing from elsewhere, everything escaped', async () => {
  const server = createServer({ publicUrl: 'https://x.example/"><script>alert(1)</script>', version: '<b>1</b>' })
  server.ready.ok = false
  const { text, headers } = await page(server)
  expect(text).not.toContain('<script')
  expect(text).not.toContain('<b>')
  expect(text).not.toMatch(/(?:src|href)="https?:/)
  expect(text).toContain('Not ready')
  expect(text).toContain('the database &lt;does&gt; not answer')
  expect(headers['content-security-policy']).toMatch(/default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:;/)
})

test('the guide is served with its pages, anchors and tables; links lead to what is served', async () => {
  const server = createServer()
  expect((await page(server)).text).toContain('<a href="/guide">')
  const pages = [...(await server.call('GET', '/guide')).text.matchAll(/href="(\/guide\/[^"#]+)"/g)].map(([, path]) => path ?? '')
  expect(pages).toContain('/guide/errors')
  const guides = readdirSync(join(import.meta.dirname, '..', '..', 'docs', 'guide'))
  expect(pages).toEqual(
    expect.arrayContaining(guides.filter((file) => file.endsWith('.md')).map((file) => `/guide/${basename(file, '.md')}`)),
  )
  for (const path of new Set(pages)) {
    const { status, text, headers } = await server.call('GET', path)
    expect(status, path).toBe(200)
    expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'sha256-")
    expect(text).not.toContain('<script')
    expect(text).not.toMatch(/(?:src|href)="(?!https?:|\/|#|data:)/)
    for (const [, to = '', id = ''] of text.matchAll(/href="(\/guide\/[^"#]*)?#([^"]+)"/g)) {
      const target = to === '' ? text : (await server.call('GET', to)).text
      expect(target, `${path} → ${to}#${id}`).toContain(`id="${id}"`)
    }
  }
  expect((await server.call('GET', '/guide/api-v1')).text).toContain('<table>')
  expect((await server.call('GET', '/guide/../../package.json')).status).toBe(404)
  expect((await server.call('GET', '/guide/__proto__')).status).toBe(404)
})
