import { type Static, Type } from 'typebox'
import { iso, type Services } from '../../services/index.ts'
import { type Route, route } from './route.ts'
import { instant, nullable, object } from './schemas.ts'

const Usage = object(
  {
    sent_last_day: Type.Integer({ description: 'Within 24 hours.' }),
    spent_today: Type.Number({ description: 'On the calendar day of `time_zone`, as the provider told, else as expected.' }),
    daily_cap: nullable(Type.Number()),
    currency: Type.String(),
    refused_last_hour: Type.Integer({ description: 'To one range of numbers beyond 30 an hour; 100 pause the account.' }),
    paused_until: nullable(instant('Null: not paused.')),
  },
  'SmsUsage',
)

export function smsUsageRoutes({ notices }: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/sms-usage',
      scope: 'notices:read',
      summary: 'What is sent and spent by SMS, and whether it is paused',
      response: { 200: Usage },
      handler: async ({ caller }) => presentSmsUsage(await notices.smsUsage.get(caller)),
    }),
    route({
      method: 'POST',
      url: '/sms-usage/resume',
      scope: 'notices:write',
      summary: 'End a pause of SMS at once',
      response: { 200: Usage },
      handler: async ({ caller }) => presentSmsUsage(await notices.smsUsage.resume(caller)),
    }),
  ]
}

export function presentSmsUsage(usage: Awaited<ReturnType<Services['notices']['smsUsage']['get']>>): Static<typeof Usage> {
  return {
    sent_last_day: usage.sentLastDay,
    spent_today: usage.spentToday,
    daily_cap: usage.dailyCap,
    currency: usage.currency,
    refused_last_hour: usage.refusedLastHour,
    paused_until: usage.pausedUntil === null ? null : iso(usage.pausedUntil),
  }
}
