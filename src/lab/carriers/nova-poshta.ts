import { wallClock, type LocalTime } from '../time.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, html, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

// API v2.0: at most 100 waybills a call.
const MAX_DOCUMENTS = 100
const RECEIVED = new Set(['9', '10', '11', '106'])

/**
 * Nova Poshta, JSON API v2.0: POST /v2.0/json/ with model and method in the body, getStatusDocuments for up to 100 waybills. Only the latest
 * state of each; a step's `attr` is the number of the waybill made on its basis. Source: developers.novaposhta.ua.
 */
export const novaPoshta: Speaker = {
  ...COMMON_REFUSALS,
  code: 'nova-poshta',
  credential: {},
  token: null,
  keyField: 'StatusCode',
  respond: (ask, desk) => {
    if (ask.path !== '/v2.0/json/') return html(404, '404 Not Found', 'nginx')
    return status(ask, desk)
  },
  okWithFault: () => refused('Internal error', '20000000000'),
}

function refused(error: string, code: string): Reply {
  return json(200, envelope(false, [], [error], [code]))
}

function envelope(success: boolean, data: object[], errors: string[] = [], errorCodes: string[] = []): object {
  return { success, data, errors, warnings: [], info: [], messageCodes: [], errorCodes, warningCodes: [], infoCodes: [] }
}

function status(ask: Ask, desk: Desk): Reply {
  const body = readJson(ask.body)
  if (field(body, 'modelName') !== 'TrackingDocument') return refused('Model is not found', '20000100000')
  if (field(body, 'calledMethod') !== 'getStatusDocuments') return refused('Method is not found', '20000100001')
  const documents = field(field(body, 'methodProperties'), 'Documents')
  if (!Array.isArray(documents) || documents.length > MAX_DOCUMENTS) return refused('Documents is invalid', '20000100002')
  const numbers = documents.map((one: unknown) => textOf(field(one, 'DocumentNumber')))
  return {
    ...json(
      200,
      envelope(
        true,
        numbers.map((number) => answerOne(number, desk)),
      ),
    ),
    numbers,
  }
}

function answerOne(number: string, desk: Desk): object {
  const parcel = desk.look(number)?.parcels[0]
  return parcel
    ? state(number, parcel)
    : { Number: number, StatusCode: '3', Status: 'Номер не знайдено', DateCreated: '', TrackingUpdateDate: '' }
}

function state(number: string, parcel: SeenParcel): object {
  const steps = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc)
  const [first, newest] = [steps[0], steps.at(-1)]
  if (!first || !newest) return {}
  return {
    Number: number,
    StatusCode: newest.code,
    Status: words(newest, 'uk'),
    DateCreated: dashes(first.time),
    ...times(newest),
    ScheduledDeliveryDate: parcel.expected ? dashes(parcel.expected) : '',
    CitySender: parcel.from?.city ?? '',
    CityRecipient: parcel.to?.city ?? '',
    WarehouseRecipient: 'Відділення №1',
    WarehouseRecipientNumber: 1,
    ServiceType: parcel.service ?? 'WarehouseWarehouse',
    ...weights(parcel.weightGrams),
    RecipientFullName: 'ОДЕРЖУВАЧ',
    PhoneRecipient: '380000000000',
    OwnerDocumentType: parcel.isReturn === true ? 'CargoReturn' : '',
    LastCreatedOnTheBasisNumber: newest.attr ?? '',
    LastCreatedOnTheBasisDocumentType: newest.attr === undefined ? '' : 'CargoReturn',
    UndeliveryReasons: '',
    UndeliveryReasonsSubtypeDescription: '',
  }
}

function times({ code, time }: SeenStep): object {
  const isReceived = RECEIVED.has(code)
  const updated = wallClock(time).replace('T', ' ')
  return {
    TrackingUpdateDate: updated,
    ActualDeliveryDate: isReceived ? updated : '',
    RecipientDateTime: isReceived ? dashes(time).replaceAll('-', '.') : '',
    DateScan: '0001-01-01 00:00:00',
  }
}

/** A number in one field, text in the other. */
function weights(grams: number | undefined): object {
  return grams === undefined
    ? { DocumentWeight: 0, FactualWeight: '' }
    : { DocumentWeight: grams / 1000, FactualWeight: String(grams / 1000) }
}

/** `14-01-2026 10:00:00`. */
function dashes(time: LocalTime): string {
  const [day = '', clock = ''] = wallClock(time).split('T')
  return `${day.split('-').toReversed().join('-')} ${clock}`
}
