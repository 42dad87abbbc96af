import type { HealthReport } from '../../services/index.ts'
import type { Language } from './language.ts'
import { TEXTS } from './texts.ts'

/** Colours keep a contrast of 4.5 or more (WCAG 2.2 AA) in both schemes. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#14171c;--soft:#555e6b;--line:#dde1e7;--good:#0b6b3a;--bad:#a3211c;--code:#f0f2f5}
@media(prefers-color-scheme:dark){:root{--page:#101318;--card:#181c23;--ink:#e9ecf1;--soft:#a3acb9;--line:#2c323c;--good:#5fd394;--bad:#ff8f85;--code:#0c0f13}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC",sans-serif}
main{max-width:46rem;margin:0 auto;padding:clamp(1.25rem,5vw,4rem) clamp(1rem,4vw,2rem)}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.35rem 1rem}
h1{margin:0;font-size:clamp(1.75rem,5vw,2.25rem);letter-spacing:-.02em;line-height:1.2}
h2{margin:0 0 .75rem;font-size:1.125rem}
p{margin:.75rem 0 .5rem}
.soft{color:var(--soft)}
.state{font-weight:600}
.good{color:var(--good)}
.bad{color:var(--bad)}
.state::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.45em;border-radius:50%;background:currentColor}
section{margin-top:1.5rem;padding:clamp(1rem,3vw,1.5rem);background:var(--card);border:1px solid var(--line);border-radius:12px}
section p:first-of-type{margin-top:0}
pre{margin:0;padding:.75rem 1rem;background:var(--code);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere}
pre,code{font:.8125rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
ul{margin:0;padding-left:1.1rem}
li{margin:.35rem 0}
a{color:inherit;text-underline-offset:.2em}
a:focus-visible{outline:2px solid currentColor;outline-offset:3px;border-radius:2px}
`

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
<li>${texts.guide}</li>
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
