import { checkScenario, type Scenario } from './journey.ts'
import cdek from './scenarios/cdek.json' with { type: 'json' }
import fedex from './scenarios/fedex.json' with { type: 'json' }
import russianPost from './scenarios/russian-post.json' with { type: 'json' }

/** The world of the lab when nobody brings another; README.md lists it. */
export function builtInScenarios(): Scenario[] {
  return [russianPost, cdek, fedex].map(checkScenario)
}
