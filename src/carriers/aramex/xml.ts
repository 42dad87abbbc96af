import { parseXml, type XmlElement } from '../kit/index.ts'

// As many elements as the JSON has at most: 100 results of 500 updates.
const MAX_CHILDREN = 500
const UPDATE = [
  'WaybillNumber',
  'UpdateCode',
  'UpdateDescription',
  'UpdateDateTime',
  'UpdateLocation',
  'ProblemCode',
  'GrossWeight',
  'WeightUnit',
]

/**
 * The service answers in XML where it overlooks the Accept header, bare or in a SOAP envelope: the same names, and dates of XML Schema. Answers what
 * the JSON would hold; undefined for anything else.
 */
export function bodyOfXml(text: string): unknown {
  const response = named(parseXml(text) ?? undefined, 'ShipmentTrackingResponse', 3)
  if (!response) return undefined
  const all = (name: string): XmlElement[] | undefined => part(response, name)?.children.slice(0, MAX_CHILDREN)
  return {
    HasErrors: part(response, 'HasErrors')?.text.trim(),
    Notifications: all('Notifications')?.map((one) => texts(one, ['Code', 'Message'])),
    TrackingResults: all('TrackingResults')?.map((one) => ({
      ...texts(one, ['Key']),
      Value: part(one, 'Value')
        ?.children.slice(0, MAX_CHILDREN)
        .map((update) => texts(update, UPDATE)),
    })),
    NonExistingWaybills: all('NonExistingWaybills')?.map((one) => one.text.trim()),
  }
}

/** The element of this name, itself or at most `depth` levels below its first children. */
function named(element: XmlElement | undefined, name: string, depth: number): XmlElement | undefined {
  if (!element || element.name === name) return element
  if (depth === 0) return undefined
  for (const child of element.children) {
    const found = named(child, name, depth - 1)
    if (found) return found
  }
  return undefined
}

/** Whatever its namespace: arrays have another one than the answer. */
function part(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}

function texts(element: XmlElement, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = part(element, name)?.text.trim() ?? ''
      return text === '' ? [] : [[name, text]]
    }),
  )
}
