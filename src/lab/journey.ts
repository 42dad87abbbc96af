import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const closed = { additionalProperties: false }
const text = (max: number) => Type.String({ maxLength: max })
const offset = Type.String({ pattern: '^[+-]([01]\\d|2[0-3]):[0-5]\\d$' })

/** When something happens. A number: seconds after the start, may be negative. `-3d 04:00`: 04:00 local, three days before the day of the start. Or ISO 8601 with an offset. */
const Moment = Type.Union([
  Type.Number({ minimum: -1e9, maximum: 1e9 }),
  Type.String({ pattern: '^[+-]\\d{1,3}d ([01]\\d|2[0-3]):[0-5]\\d$' }),
  Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([+-]\\d\\d:\\d\\d|Z)$' }),
])

const Place = Type.Object(
  {
    city: Type.Optional(text(100)),
    postalCode: Type.Optional(text(16)),
    /** State or province. */
    region: Type.Optional(text(50)),
    /** ISO 3166 alpha-2. */
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  },
  closed,
)

const Step = Type.Object(
  {
    /** The carrier's own code: operation type, status code, scan type. */
    code: text(64),
    /** Russian Post: operation attribute. */
    attr: Type.Optional(text(16)),
    at: Moment,
    /** Offset of local time at the place; the journey's by default. */
    offset: Type.Optional(offset),
    /** The time is written without its offset, as FedEx does now and then. */
    withoutOffset: Type.Optional(Type.Boolean()),
    place: Type.Optional(Place),
    /** The carrier's words, by language; a carrier that has only one writes that. */
    text: Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), text(300)),
    /** FedEx: why the scan is an exception. */
    exception: Type.Optional(Type.Object({ code: text(16), text: text(300) }, closed)),
  },
  closed,
)

const parcel = {
  /** In the order the carrier sends them (CDEK and FedEx: the lab sorts, newest first). */
  steps: Type.Array(Step, { maxItems: 500 }),
  /** Offset of the steps that name none; `+03:00` by default. */
  offset: Type.Optional(offset),
  from: Type.Optional(Place),
  to: Type.Optional(Place),
  weightGrams: Type.Optional(Type.Integer({ minimum: 0 })),
  service: Type.Optional(text(100)),
  /** Expected delivery. */
  expected: Type.Optional(Moment),
  /** The parcel is on its way back to the sender. */
  isReturn: Type.Optional(Type.Boolean()),
}

const JourneySchema = Type.Object(
  {
    ...parcel,
    /** What relative times count from: the start of the lab (or the `set` that brought the journey), or the first time somebody asks. */
    starts: Type.Optional(Type.Union([Type.Literal('lab'), Type.Literal('asked')])),
    /** The parcel belongs to another contract. */
    forbidden: Type.Optional(Type.Boolean()),
    /** A postcode or phone without which the carrier does not show it. */
    secret: Type.Optional(text(32)),
    /** FedEx: other parcels that were given the same number. */
    others: Type.Optional(Type.Array(Type.Object(parcel, closed), { maxItems: 5 })),
  },
  closed,
)

const Scenario = Type.Object(
  {
    carrier: text(64),
    parcels: Type.Array(
      Type.Object(
        {
          number: Type.String({ minLength: 1, maxLength: 64 }),
          about: Type.Optional(text(300)),
          /** What whoever asks shall make of it when the lab opens: a status, or an outcome such as `forbidden`. */
          expect: Type.Optional(text(32)),
          journey: JourneySchema,
        },
        closed,
      ),
    ),
    /** A well-formed number that the carrier does not know. */
    unknown: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  closed,
)

export type Moment = Static<typeof Moment>
export type Place = Static<typeof Place>
export type Step = Static<typeof Step>
export type Journey = Static<typeof JourneySchema>
export type Parcel = Omit<Journey, 'starts' | 'forbidden' | 'secret' | 'others'>
export type Scenario = Static<typeof Scenario>

/** @throws Error that names the first wrong place of the value. */
export function checkJourney(value: unknown): Journey {
  if (Value.Check(JourneySchema, value)) return value
  throw wrong('journey', Value.Errors(JourneySchema, value)[0])
}

/** A scenario file. @throws Error that names the first wrong place of the value. */
export function checkScenario(value: unknown): Scenario {
  if (Value.Check(Scenario, value)) return value
  throw wrong('scenario', Value.Errors(Scenario, value)[0])
}

export function wrong(what: string, error: { instancePath: string; message: string } | undefined): Error {
  return new Error(`lab: this is not a ${what}: ${error?.instancePath || '/'} ${error?.message ?? 'is wrong'}`)
}
