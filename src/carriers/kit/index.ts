export { FIRST_LOOK_SECONDS, isNew, later, pinFor, pinnedKey, registered, sameStep } from './aggregator.ts';
export { httpOutcome, isHtml, retryAfterSeconds, throttled } from './http.ts';
export { clientCredentials } from './oauth2.ts';
export { namesPeople, passedOn } from './people.ts';
export { countryCode, placeFrom } from './place.ts';
export { blank, bool, clip, list, num, obj, parseJson, path, plain, str, trimTail } from './read.ts';
export { meaningOf, table } from './table.ts';
export { localTime, offsetTime, utcTime, zonedTime } from './time.ts';
export { type XmlElement, child, childText, children, descend, parseXml, xmlEscape } from './xml.ts';
