import type { CheckpointTime } from '../../tracking/index.ts'
import { localTime, path, str, utcTime } from '../kit/index.ts'

/** `20260311` or `2026-03-11` as `2026-03-11`. */
export function dayOf(value: unknown): string | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(str(value, 16) ?? '') ?? []
  return year === undefined ? undefined : `${year}-${month}-${day}`
}

/** `152210`, `15:22:10` or `74700` (a zero in front was lost) as `15:22:10`. */
export function timeOf(value: unknown): string | undefined {
  const [, hour, minute, second] = /^(\d{1,2}):?(\d\d):?(\d\d)$/.exec(str(value, 16) ?? '') ?? []
  return hour === undefined ? undefined : `${hour.padStart(2, '0')}:${minute}:${second}`
}

/** By `gmtDate` and `gmtTime` with `gmtOffset`; without them by `date` and `time`, whose zone nobody tells. Null without either. */
export function activityTime(activity: unknown): CheckpointTime | null {
  const local = moment(path(activity, 'date'), path(activity, 'time'))
  const utc = moment(path(activity, 'gmtDate'), path(activity, 'gmtTime'))
  const offset = str(path(activity, 'gmtOffset'), 16)
  return utcTime(utc, { ...(offset !== undefined && { offset }), ...(local !== undefined && { local }) }) ?? localTime(local)
}

function moment(date: unknown, time: unknown): string | undefined {
  const [day, clock] = [dayOf(date), timeOf(time)]
  return day === undefined || clock === undefined ? undefined : `${day}T${clock}`
}
