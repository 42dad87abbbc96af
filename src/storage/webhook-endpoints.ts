import { bucketsOf, type Instant } from '../base/index.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant, plain } from './sql/types.ts'
import type { Account } from './port.ts'
import type { WebhookEndpoint, WebhookStorage } from './webhook-port.ts'
import { type EndpointRow, type StateRow, toEndpoint, toState } from './webhook-rows.ts'

type Endpoints = WebhookStorage['endpoints']

export function createEndpoints(pool: Pool, sql: Catalogue): Endpoints {
  const insert = sql.statement('insert_endpoint')
  const list = sql.statement('list_endpoints')
  const find = sql.statement('find_endpoint')
  const sweep = sql.statement('sweep_endpoints')
  return {
    insert: async (endpoint) => {
      await pool.query(insert, [endpoint.id, endpoint.accountId, ...columnsOf(endpoint), instant(endpoint.createdAt)])
    },
    list: async (account) => (await pool.query<EndpointRow>(list, [account.id])).map(toEndpoint),
    find: async (account, id) => {
      const [row] = await pool.query<EndpointRow>(find, [id, account.id])
      return row ? toEndpoint(row) : null
    },
    sweep: async (account, before) => {
      await pool.query(sweep, [account.id, instant(before)])
    },
    ...createChange(pool, sql),
    ...createStates(pool, sql),
  }
}

function createChange(pool: Pool, sql: Catalogue): Pick<Endpoints, 'update' | 'remove'> {
  const lock = sql.statement('lock_endpoint')
  const update = sql.statement('update_endpoint')
  const remove = sql.statement('delete_endpoint')
  const putAside = sql.statement('put_aside_deliveries')

  async function aside(
    session: Session,
    account: Account,
    id: string,
    because: [status: string, reason: string],
    now: Instant,
  ): Promise<void> {
    await session.query(putAside, [bucketsOf(account), id, account.id, ...because, instant(now)])
  }

  return {
    update: (account, id, changeOf, now) =>
      pool.tx(async (session) => {
        const [row] = await session.query<EndpointRow>(lock, [id, account.id])
        if (!row) return null
        const current = toEndpoint(row)
        const next = { ...current, ...changeOf(current) }
        const params = [...columnsOf(next), instant(now), instant(next.disabledAt), next.disabledBecause]
        const [changed] = await session.query<EndpointRow>(update, [id, account.id, ...params])
        if (next.disabledAt !== null) await aside(session, account, id, ['held', 'endpoint_disabled'], now)
        return changed ? toEndpoint(changed) : null
      }),
    remove: (account, id, now) => {
      // A commit whose answer was lost leaves nothing to find for the next attempt.
      let reached = false
      return pool.tx(async (session) => {
        const rows = await session.query(remove, [id, account.id, instant(now)])
        if (rows.length === 0) return reached
        await aside(session, account, id, ['cancelled', 'endpoint_deleted'], now)
        reached = true
        return true
      })
    },
  }
}

function createStates(pool: Pool, sql: Catalogue): Pick<Endpoints, 'states' | 'noteState' | 'markWarned' | 'clearFailures'> {
  const read = sql.statement('read_endpoint_states')
  const note = sql.statement('note_endpoint_states')
  const markWarned = sql.statement('mark_endpoint_warned')
  const clear = sql.statement('clear_endpoint_failures')
  return {
    states: async (account, ids) => {
      const rows = await pool.query<StateRow>(read, [[account.base], ids])
      return new Map(rows.map((row) => [row.endpoint_id, toState(row)]))
    },
    noteState: async (account, id, { successAt, failureAt }) => {
      const [row] = await pool.query<StateRow>(note, [account.base, id, instant(successAt), instant(failureAt)])
      return row ? toState(row) : { lastSuccessAt: successAt, firstFailureAt: failureAt, lastFailureAt: failureAt, warnedAt: null }
    },
    markWarned: async (account, id, now) => (await pool.query(markWarned, [account.base, id, instant(now)])).length > 0,
    clearFailures: async (account, id) => {
      await pool.query(clear, [account.base, id])
    },
  }
}

function columnsOf(endpoint: WebhookEndpoint): unknown[] {
  return [
    plain(endpoint.url),
    plain(endpoint.description),
    endpoint.form,
    endpoint.personalData,
    endpoint.types,
    endpoint.sealedSecrets,
    plain(endpoint.legacyVerifyEmail),
  ]
}
