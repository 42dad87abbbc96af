import type { ServiceDeps } from '../../src/services/index.ts'

/** Tools of services for accounts without an endpoint and without the name of a shop: none of them is ever used. */
export const NOBODY_IS_TOLD = { webhooks: {}, payloads: {}, notices: {}, tellOwner: () => {} } as unknown as Pick<
  ServiceDeps,
  'webhooks' | 'payloads' | 'notices' | 'tellOwner'
>
