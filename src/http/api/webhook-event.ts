import { Type } from 'typebox'
import { EVENT_TYPES } from '../../tracking/index.ts'
import { PreviousFacts } from './events.ts'
import { id, instant, nullable, object, oneOf } from './schemas.ts'
import { Checkpoint, Tracking } from './tracking-schema.ts'

/** Body of a webhook in the modern form. */
export const WebhookEvent = object(
  {
    id: id('event'),
    type: oneOf([...EVENT_TYPES, 'endpoint.test'], '`endpoint.test` is made on request and is no event of the feed.'),
    sequence: Type.Integer({ description: '1, 2, 3 … of one tracking, without a gap.' }),
    occurred_at: instant(),
    data: object(
      {
        tracking: object(
          { ...Tracking.properties, is_deleted: Type.Boolean({ description: 'There is nothing to GET any more.' }) },
          'TrackingOfEvent',
        ),
        previous: PreviousFacts,
        new_checkpoints: nullable(Type.Array(Checkpoint, { description: 'Newest first.' })),
        changed: nullable(Type.Array(Type.String(), { description: "Names of the merchant's own fields that changed." })),
      },
      'WebhookData',
    ),
  },
  'WebhookEvent',
)
