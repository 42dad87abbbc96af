import type { Instant } from '../base/index.ts'
import type { NoticeStorage, Suppression, SuppressionReason, TemplateKey } from './notices-port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'

interface SuppressionRow extends Pick<Suppression, 'channel' | 'recipient'> {
  reason: SuppressionReason
  created_at: Instant
}

type TemplateRow = TemplateKey & { blocks: object; updated_at: Instant }

/** What merchants set, and whom not to write to. */
export function createNoticeSettings(pool: Pool, sql: Catalogue): Pick<NoticeStorage, 'suppressions' | 'templates' | 'channelCredentials'> {
  return {
    suppressions: createSuppressions(pool, sql),
    templates: createTemplates(pool, sql),
    channelCredentials: createChannelCredentials(pool, sql),
  }
}

function createSuppressions(pool: Pool, sql: Catalogue): NoticeStorage['suppressions'] {
  const find = sql.statement('find_suppression')
  const add = sql.statement('add_suppression')
  const lift = sql.statement('lift_suppression')
  const list = sql.statement('list_suppressions')
  const findOne: NoticeStorage['suppressions']['find'] = async (account, channel, recipient) => {
    const [row] = await pool.query<SuppressionRow>(find, [account.base, account.id, channel, recipient])
    return row ? toSuppression(row) : null
  }
  return {
    find: findOne,
    isSuppressed: async (account, channel, recipient) => (await findOne(account, channel, recipient)) !== null,
    add: async (account, { channel, recipient, reason, createdAt }) => {
      await pool.query(add, [account.base, account.id, channel, recipient, reason, instant(createdAt)])
    },
    lift: async (account, channel, recipient, by, now) =>
      (await pool.query(lift, [account.base, account.id, channel, recipient, instant(now), by])).length > 0,
    list: async (account, after, limit) => {
      const params = [account.base, account.id, instant(after?.createdAt ?? null), after?.recipient ?? null, limit]
      return (await pool.query<SuppressionRow>(list, params)).map(toSuppression)
    },
  }
}

function paramsOf(accountId: number, { channel, kind, language }: TemplateKey): unknown[] {
  return [accountId, channel, kind, language]
}

function createTemplates(pool: Pool, sql: Catalogue): NoticeStorage['templates'] {
  const find = sql.statement('find_template')
  const list = sql.statement('list_templates')
  const put = sql.statement('put_template')
  const remove = sql.statement('remove_template')
  return {
    find: async (accountId, key) => (await pool.query<{ blocks: object }>(find, paramsOf(accountId, key)))[0]?.blocks ?? null,
    list: async (accountId) =>
      (await pool.query<TemplateRow>(list, [accountId])).map(({ updated_at: updatedAt, ...row }) => ({ ...row, updatedAt })),
    put: async (accountId, key, blocks, now) => {
      await pool.query(put, [...paramsOf(accountId, key), JSON.stringify(blocks), instant(now)])
    },
    remove: async (accountId, key) => (await pool.query(remove, paramsOf(accountId, key))).length > 0,
  }
}

function createChannelCredentials(pool: Pool, sql: Catalogue): NoticeStorage['channelCredentials'] {
  const put = sql.statement('put_channel_credential')
  const get = sql.statement('get_channel_credential')
  const remove = sql.statement('remove_channel_credential')
  return {
    put: async (accountId, channel, sealed, now) => {
      await pool.query(put, [accountId, channel, sealed, instant(now)])
    },
    get: async (accountId, channel) => (await pool.query<{ sealed: string }>(get, [accountId, channel]))[0]?.sealed ?? null,
    remove: async (accountId, channel) => (await pool.query(remove, [accountId, channel])).length > 0,
  }
}

function toSuppression({ created_at: createdAt, ...row }: SuppressionRow): Suppression {
  return { ...row, createdAt }
}
