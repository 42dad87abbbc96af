import type { HealthReport } from '../../services/index.ts'
import type { Language } from './language.ts'
import { STYLE } from './style.ts'
import { TEXTS } from './texts.ts'

export interface HomeFacts {
  language: Language
  version: string
  publicUrl: string
  health: HealthReport
}

/** The page, whole. Everything that comes from settings or checks is escaped. */
export function renderHome({ language, version, publicUrl, health }: HomeFacts): string {
  const texts = TEXTS[language]
  const base = escape(publicUrl)
  const failed = Object.entries(health.checks).filter(([, { ok }]) => !ok)
  const state = health.ok
    ? `<span class="state good">${texts.running}</span>`
    : `<span class="state bad">${texts.notReady}</span>${failed.map(([name, { reason }]) => ` <span class="soft">${escape(name)}: ${escape(reason ?? '')}</span>`).join('')}`
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>Trackru</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>Trackru</h1>${state}<span class="soft">${texts.version} ${escape(version)}</span></header>
<p class="soft">${texts.tagline}</p>
<section>
<h2>${texts.tryIt}</h2>
<p>${texts.key}</p>
<pre>npm run --silent trackru -- keys create</pre>
<p>${texts.register}</p>
<pre>curl ${base}/v1/trackings/post \\
  -H 'Api-Key: YOUR_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{"tracking_number":"SB-DELIVERED","carrier_code":"sandbox"}'</pre>
<p>${texts.look}</p>
<pre>curl ${base}/v1/trackings/sandbox/SB-DELIVERED \\
  -H 'Api-Key: YOUR_KEY'</pre>
</section>
<section>
<h2>${texts.more}</h2>
<ul>
<li><a href="/guide">${texts.guide}</a></li>
<li><a href="/health/live">/health/live</a> <span class="soft">${texts.live}</span></li>
<li><a href="/health/ready">/health/ready</a> <span class="soft">${texts.ready}</span></li>
</ul>
</section>
</main>
</body>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
