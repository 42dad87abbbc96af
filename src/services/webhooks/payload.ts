import type { Instant } from '../../base/index.ts'
import type { DeliverySubject, RenderBody, TrackingEvent, TrackingView, WebhookEndpoint, WebhookForm } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { viewAsOf } from './as-of.ts'
import { limitPersonalData } from './personal-data.ts'

/** What the body of a webhook tells: the event, and the tracking as it was then, with no more personal data than the endpoint wants. */
export interface Told {
  event: Omit<TrackingEvent, 'type'> & { type: TrackingEvent['type'] | typeof TEST_EVENT }
  view: TrackingView
  /** The tracking is gone; `view` is what the event says of it. */
  isDeleted: boolean
  endpoint: Pick<WebhookEndpoint, 'legacyVerifyEmail'>
  /** When the body is made. */
  at: Instant
}

/** Made on request only, and told to one endpoint. */
export const TEST_EVENT = 'endpoint.test'

/** Writes the body in the words of a form. Pure. `app` takes them from the doors, whose words they are. */
export type Payloads = Readonly<Record<WebhookForm, (told: Told) => string>>

/** Bodies of first attempts. */
export function createRender(deps: Pick<ServiceDeps, 'carriers' | 'expireAfterDays' | 'clock' | 'payloads'>): RenderBody {
  return ({ endpoint, event, view }: DeliverySubject) =>
    deps.payloads[endpoint.form]({
      event,
      view: limitPersonalData(viewAsOf(deps, event, view), endpoint.personalData),
      isDeleted: view === null,
      endpoint,
      at: deps.clock.now(),
    })
}
