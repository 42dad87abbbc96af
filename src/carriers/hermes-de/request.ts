import type { Auth, CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'

/** `shipmentID` may be given up to 100 times. */
export const MAX_NUMBERS = 100
export const LANGUAGES: readonly string[] = ['de', 'en']

const TOKEN_PATH = '/authorization-facade/oauth2/access_token'
const answers = clientCredentials({ path: TOKEN_PATH })

/** Password grant (RFC 6749 section 4.3): client and account, all in the form. The answer is as for client credentials. */
export const auth: Auth = answers.kind === 'token' ? { ...answers, endpoint: 'https://authme.myhermes.de', request: tokenRequest } : answers

function tokenRequest(ctx: CarrierContext): CarrierRequest {
  const { clientId = '', clientSecret = '', username = '', password = '' } = ctx.credential
  const form = new URLSearchParams({ grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password })
  return {
    method: 'POST',
    path: TOKEN_PATH,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
  }
}

/** GET /services/hsi/shipmentinfo with the parameter once for each number. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams(items.map(({ number }): [string, string] => ['shipmentID', number]))
  return {
    method: 'GET',
    path: `/services/hsi/shipmentinfo?${query.toString()}`,
    headers: {
      accept: 'application/json',
      'accept-language': ctx.language === 'de' ? 'DE' : 'EN',
      authorization: `Bearer ${ctx.token ?? ''}`,
    },
  }
}
