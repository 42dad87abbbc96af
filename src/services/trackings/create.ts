import { AppError } from '../../base/index.ts'
import type { Account, NewTracking, TrackingView } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { AskDeps } from '../deps.ts'
import type { CreateInput } from '../index.ts'
import { prepare } from './prepare.ts'

/**
 * Registers one number.
 * @throws tracking_exists, carrier_invalid, carrier_not_detected, quota_exceeded
 */
export async function create(deps: AskDeps, caller: Caller, input: CreateInput): Promise<TrackingView> {
  requireScope(caller, 'trackings:write')
  const row = await prepare(deps, caller.account, input)
  if (!(await insertOne(deps, caller.account, row))) throw new AppError('tracking_exists', { param: 'tracking_number' })
  return asView(row)
}

/** Registers many; each gets its own answer and one that fails does not hinder the others. */
export async function createMany(deps: AskDeps, caller: Caller, inputs: CreateInput[]): Promise<(TrackingView | AppError)[]> {
  requireScope(caller, 'trackings:write')
  const prepared = await Promise.all(inputs.map((input) => orError(prepare(deps, caller.account, input))))
  const rows = prepared.filter((row): row is NewTracking => !(row instanceof AppError))
  const booked = await bookQuota(deps, caller.account, rows)
  const affordable = rows.filter((_, i) => booked[i])
  const inserted = await deps.storage.trackings.insertMany(affordable, caller.account)
  const answers = new Map<NewTracking, TrackingView | AppError>(rows.map((row) => [row, new AppError('quota_exceeded')]))
  affordable.forEach((row, i) =>
    answers.set(row, inserted[i] ? asView(row) : new AppError('tracking_exists', { param: 'tracking_number' })),
  )
  return prepared.map((row) => (row instanceof AppError ? row : (answers.get(row) ?? new AppError('internal'))))
}

/**
 * Writes one row; false when it was there already. Concurrent calls share a statement.
 * @throws quota_exceeded
 */
export async function insertOne(deps: AskDeps, account: Account, row: NewTracking): Promise<boolean> {
  const [affordable] = await bookQuota(deps, account, [row])
  if (!affordable) throw new AppError('quota_exceeded')
  return deps.storage.trackings.insert(row, account)
}

async function bookQuota(deps: AskDeps, account: Account, rows: NewTracking[]): Promise<boolean[]> {
  const limit = account.settings.monthlyQuota ?? null
  if (limit === null || account.mode === 'test') return rows.map(() => true)
  const period = new Date(deps.clock.now()).toISOString().slice(0, 7)
  return deps.storage.quota.book(
    account,
    rows.map(({ tracking }) => ({ carrier: tracking.carrier, number: tracking.number })),
    period,
    limit,
  )
}

async function orError<T>(work: Promise<T>): Promise<T | AppError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function asView({ tracking, freshness }: NewTracking): TrackingView {
  return { tracking, freshness, checkpoints: [] }
}
