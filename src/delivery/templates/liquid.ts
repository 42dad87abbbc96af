import { Liquid } from 'liquidjs'

/** More than any layout or block of ours takes, and soon enough that a hostile template holds nobody up. */
const LAYOUT = { parseLimit: 100_000, renderLimit: 1_000, memoryLimit: 2_000_000 }
const BLOCK = { parseLimit: 10_000, renderLimit: 100, memoryLimit: 100_000 }

/** For the layout: every value is escaped for HTML, and nothing switches that off. */
export const layoutLiquid = new Liquid({
  ...LAYOUT,
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  outputEscape: 'escape',
})
delete layoutLiquid.filters['raw']

/**
 * For blocks that merchants write: plain text with `{{ variables }}` and the `default` filter. There are no tags, so nothing can loop, and
 * what comes out is text that the layout escapes.
 */
export const blockLiquid = new Liquid({ ...BLOCK, strictVariables: true, strictFilters: true, ownPropertyOnly: true })
for (const name of Object.keys(blockLiquid.filters)) if (name !== 'default') delete blockLiquid.filters[name]
for (const name of Object.keys(blockLiquid.tags)) delete blockLiquid.tags[name]
