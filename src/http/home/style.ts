import { createHash } from 'node:crypto'

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

/** Nothing but this one style sheet, named by its hash: an injected tag has nothing to run or load. The empty icon stops a request for one. */
export function policyFor(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
