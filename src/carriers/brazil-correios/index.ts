import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'
import { cardToken } from './token.ts'

/** Correios (Brazil): API Rastro v1, 50 objects a call, with a token for a posting card. Source: cws.correios.com.br, Token and Rastro. */
export const brazilCorreios = defineCarrier({
  code: 'brazil-correios',
  names: { en: 'Brazil Correios', ru: 'Почта Бразилии', zh: '巴西邮政' },
  country: 'BR',
  type: 'globalpost',
  endpoint: 'https://api.correios.com.br',
  homepage: 'https://rastreamento.correios.com.br/app/index.php?objetos={number}',
  auth: cardToken,
  credentialFields: [
    { name: 'user', secret: false, hint: 'the user of Meu Correios (idCorreios) that manages the contract' },
    {
      name: 'accessCode',
      secret: true,
      hint: 'cws.correios.com.br, "Gestão de acesso a APIs": access code (código de acesso); not the password of the site',
    },
    { name: 'card', secret: false, hint: 'the number of the posting card (cartão de postagem) of the contract, ten digits' },
  ],
  batch: { max: 50 },
  // Not published. The gateway's own headers (x-ratelimit-replenish-rate) have been seen to say 50 a second for a contract: half of it.
  limits: [{ requests: 25, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'America/Sao_Paulo' },
  visibility: 'ownAccount',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
