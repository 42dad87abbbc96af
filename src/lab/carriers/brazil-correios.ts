import { basic } from '../oauth2.ts'
import { wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/token/v1/autentica/cartaopostagem', seconds: 86_400 }
const CREDENTIAL = { user: 'lab', accessCode: 'lab', card: 'lab' }
const OBJECTS = '/srorastro/v1/objetos'
const MAX_OBJECTS = 50
const BRASILIA_MINUTES = -180
/** What the header may say → the lab's language. */
const LANGUAGES = new Map([
  ['pt-BR', 'pt'],
  ['en', 'en'],
  ['es-ES', 'es'],
])
/** Countries of the built-in world, in Portuguese, with Correios' code of the unit. */
const COUNTRIES = new Map([
  ['CN', ['CHINA', '00156000']],
  ['PT', ['PORTUGAL', '00620000']],
])

/**
 * Correios, API Rastro v1: a token for a posting card, then GET /srorastro/v1/objetos with one code in the path or up to 50 in the query. Messages
 * of an object stand beside its code in a 200; errors are `msgs`, and a token that ended is 403. Source: cws.correios.com.br.
 */
export const brazilCorreios: Speaker = {
  ...COMMON_REFUSALS,
  code: 'brazil-correios',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'dtHrCriado',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return giveCardToken(ask, desk)
    if (ask.path !== OBJECTS && !ask.path.startsWith(`${OBJECTS}/`)) return refused(404, 'Rota não encontrada', ask, desk)
    if (ask.method !== 'GET') return refused(405, 'Método não permitido', ask, desk)
    return track(ask, desk)
  },
  // The gateway sends nothing with it.
  throttled: () => ({ status: 429, contentType: 'text/plain', body: '' }),
  okWithFault: () => json(200, { msgs: ['SRO-500: Erro interno'], causa: '', stackTrace: '' }),
}

function refused(status: number, message: string, ask: Ask, desk: Desk): Reply {
  const date = new Date(desk.now()).toISOString().slice(0, 19)
  return json(status, { msgs: [message], date, method: ask.method, path: ask.path, causa: '', stackTrace: '' })
}

function giveCardToken(ask: Ask, desk: Desk): Reply {
  if (ask.method !== 'POST') return refused(405, 'Método não permitido', ask, desk)
  const [user, code] = basic(ask.headers['authorization'])
  if (desk.refused || user !== CREDENTIAL.user || code !== CREDENTIAL.accessCode)
    return refused(401, 'PSW-001: Credenciais inválidas', ask, desk)
  if (textOf(field(readJson(ask.body), 'numero')) !== CREDENTIAL.card)
    return refused(400, 'CAR-002: Cartão de postagem não encontrado', ask, desk)
  const stamp = (seconds: number): string => wallClock({ utc: desk.now() + seconds * 1000, offsetMinutes: BRASILIA_MINUTES })
  const times = { emissao: stamp(0), expiraEm: stamp(TOKEN.seconds), zoneOffset: '-03:00' }
  return json(201, {
    ambiente: 'HOMOLOGACAO',
    id: 'lab',
    perfil: 'PJ',
    cartaoPostagem: { numero: 'lab' },
    ...times,
    token: desk.tokens.issue(),
  })
}

function track(ask: Ask, desk: Desk): Reply {
  const checked = desk.refused ? 'expired' : desk.tokens.check(ask.headers['authorization'])
  if (checked !== 'good') return refused(403, 'Token inválido ou expirado', ask, desk)
  const language = LANGUAGES.get(ask.headers['accept-language'] ?? '')
  if (language === undefined) return refused(400, 'SRO-018: Permitido apenas os valores pt-BR, en e es-ES para o idioma', ask, desk)
  const inQuery = ask.query.getAll('codigosObjetos').flatMap((value) => value.split(','))
  const numbers = ask.path === OBJECTS ? inQuery : [ask.path.slice(OBJECTS.length + 1)]
  if (numbers.length === 0 || numbers.length > MAX_OBJECTS) return refused(400, 'SRO-001: Informe de 1 a 50 objetos', ask, desk)
  const isLast = ask.query.get('resultado') === 'U'
  const objetos = numbers.map((number) => object(number.toUpperCase(), language, isLast, desk))
  const resultado = isLast ? 'Último Evento' : 'Todos os Eventos'
  return { ...json(200, { versao: '3.5.38', quantidade: objetos.length, objetos, resultado }), numbers }
}

function object(codObjeto: string, language: string, isLast: boolean, desk: Desk): object {
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(codObjeto)) return { codObjeto, mensagem: 'SRO-019: Objeto inválido' }
  const seen = desk.look(codObjeto)
  if (seen?.forbidden) return { codObjeto, mensagem: 'SRO-009: Objeto não pertence ao contrato' }
  const [parcel] = seen?.parcels ?? []
  if (!parcel) return { codObjeto, mensagem: 'SRO-020: Objeto não encontrado na base de dados dos Correios.' }
  const events = newestFirst(parcel.steps).map((step) => event(step, language))
  return {
    codObjeto,
    tipoPostal: { sigla: codObjeto.slice(0, 2), descricao: 'ETIQUETA LOGICA', categoria: parcel.service ?? 'ENCOMENDA PAC' },
    ...planned(parcel),
    modalidade: 'F',
    eventos: isLast ? events.slice(0, 1) : events,
  }
}

function planned({ expected }: SeenParcel): object {
  return expected ? { dtPrevista: `${wallClock(expected).slice(0, 10)}T23:59:59` } : {}
}

function event(step: SeenStep, language: string): object {
  return {
    codigo: step.code,
    tipo: step.attr ?? '01',
    dtHrCriado: wallClock(step.time),
    descricao: words(step, language, 'pt'),
    detalhe: step.code === 'BDE' ? 'Recebido por: DESTINATARIO' : '',
    unidade: unit(step),
    comentario: '',
  }
}

function unit({ place }: SeenStep): object {
  const [nome, codSro] = COUNTRIES.get(place?.country ?? 'BR') ?? []
  if (nome !== undefined) return { codSro, tipo: 'País', nome, endereco: {} }
  return { codSro: '00000000', tipo: 'Unidade', endereco: { cidade: place?.city ?? '', uf: place?.region ?? '' } }
}
