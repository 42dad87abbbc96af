/** Zones that the platform's own data would give for places where nobody lives by them, and countries whose zones it does not know. */
const CORRECTED: Readonly<Record<string, readonly string[]>> = {
  AU: ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth'],
  CN: ['Asia/Shanghai'],
  US: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu'],
  XK: ['Europe/Belgrade'],
}

/**
 * First characters of postal codes where they tell the zone, the longest first.
 * Russia: by the regions of the first three digits (pochta.ru); USA: by the states of the first digit, both zones where a state has two.
 */
const BY_POSTCODE: Readonly<Record<string, readonly (readonly [prefixes: string, zones: readonly string[]])[]>> = {
  RU: [
    ['236 238', ['Europe/Kaliningrad']],
    ['443 445 446 426 427', ['Europe/Samara']],
    ['400 403 404', ['Europe/Volgograd']],
    ['410 412 413', ['Europe/Saratov']],
    ['414 416', ['Europe/Astrakhan']],
    ['432 433', ['Europe/Ulyanovsk']],
    ['450 452 453 454 456 457 460 461 462 614 617 618 619', ['Asia/Yekaterinburg']],
    ['620 622 623 624 625 626 627 628 629 640 641', ['Asia/Yekaterinburg']],
    ['644 646', ['Asia/Omsk']],
    ['630 632 633 634 636 656 658 659 649', ['Asia/Novosibirsk']],
    ['650 652 653 654 655 660 662 663 667 668', ['Asia/Krasnoyarsk']],
    ['664 665 666 669 670 671', ['Asia/Irkutsk']],
    ['672 673 674 675 676', ['Asia/Yakutsk']],
    ['677 678', ['Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Srednekolymsk']],
    ['679 680 681 682 690 692', ['Asia/Vladivostok']],
    ['685 686 693 694', ['Asia/Magadan']],
    ['683 684 688 689', ['Asia/Kamchatka']],
    ['1 2 3', ['Europe/Moscow']],
    ['42 43 44 60 61', ['Europe/Moscow']],
  ],
  US: [
    ['006 007 008 009', ['America/Puerto_Rico']],
    ['967 968', ['Pacific/Honolulu']],
    ['969', ['Pacific/Guam']],
    ['979', ['America/Los_Angeles', 'America/Denver']],
    ['995 996 997 998 999', ['America/Anchorage']],
    ['0 1 2', ['America/New_York']],
    ['3 4', ['America/New_York', 'America/Chicago']],
    ['5 6 7', ['America/Chicago', 'America/Denver']],
    ['8', ['America/Denver', 'America/Phoenix', 'America/Los_Angeles']],
    ['9', ['America/Los_Angeles']],
  ],
}

export interface Whereabouts {
  /** ISO 3166-1 alpha-2 of the phone; null: not known. */
  phoneCountry: string | null
  /** Where the parcel goes; null: not known. */
  destination: { country: string | null; postcode: string | null } | null
  /** IANA name of the account. */
  accountZone: string
}

/**
 * Every zone that the recipient may live by, at least one; it is a good time for them only when it is in all of these. The country of the phone
 * says which. Where it has several, the destination's postal code narrows them if it is the same country; a phone without a country lives at the
 * destination, and one without that by the account's zone.
 */
export function zonesOf({ phoneCountry, destination, accountZone }: Whereabouts): readonly [string, ...string[]] {
  const to = destination?.country?.toUpperCase()
  const country = phoneCountry?.toUpperCase() ?? to ?? ''
  const all = zonesOfCountry(country)
  const narrowed = all.length > 1 && to === country ? byPostcode(country, destination?.postcode ?? '') : null
  const [first, ...others] = narrowed ?? all
  return first === undefined ? [accountZone] : [first, ...others]
}

function byPostcode(country: string, postcode: string): readonly string[] | null {
  const code = postcode.trim()
  if (!/^\d{5,6}(?:-\d{4})?$/.test(code)) return null
  return BY_POSTCODE[country]?.find(([prefixes]) => prefixes.split(' ').some((prefix) => code.startsWith(prefix)))?.[1] ?? null
}

function zonesOfCountry(country: string): readonly string[] {
  const corrected = CORRECTED[country]
  if (corrected) return corrected
  if (!/^[A-Z]{2}$/.test(country)) return []
  // Unicode's own table of countries and zones, part of Node.js: a property before Node.js 24, a method since.
  const locale: Intl.Locale & { timeZones?: string[]; getTimeZones?: () => string[] | undefined } = new Intl.Locale(`und-${country}`)
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}
