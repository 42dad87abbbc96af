import { table } from '../kit/index.ts'

/**
 * ShipX statuses with InPost's titles. Sources: the statuses page of the ShipX documentation, as repeated by IFOSSA/inpost-python; those marked
 * "app" were seen in InPost's application only. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'created', // Przesyłka utworzona
      'offers_prepared', // Przygotowano oferty
      'offer_selected', // Oferta wybrana
      'confirmed', // Przygotowana przez Nadawcę
    ],
  },
  transit: {
    accepted: [
      'dispatched_by_sender', // Paczka nadana w Paczkomacie
      'dispatched_by_sender_to_pok', // Przesyłka nadana w punkcie
      'collected_from_sender', // Odebrana od klienta
    ],
    in_transit: [
      'taken_by_courier', // Odebrana od Nadawcy
      'taken_by_courier_from_pok', // W drodze do oddziału nadawczego
      'taken_by_courier_from_customer_service_point', // Odebrana przez kuriera z punktu obsługi
      // It leaves the place where it was stored for a while, on to the locker it is meant for.
      'unstack_from_customer_service_point', // W drodze do Paczkomatu
      'unstack_from_box_machine', // W drodze do pierwotnie wybranego Paczkomatu
    ],
    arrived_hub: [
      'adopted_at_source_branch', // Przyjęta w oddziale
      'adopted_at_sorting_center', // Przyjęta w sortowni
    ],
    departed_hub: [
      'sent_from_source_branch', // Wysłana z oddziału
      'sent_from_sorting_center', // Wysłana z sortowni
    ],
    arrived_destination: ['adopted_at_target_branch'], // Przyjęta w oddziale docelowym
    forwarded: [
      'readdressed', // Przekierowana
      'redirect_to_box', // Przekierowano do Paczkomatu
      'permanently_redirected_to_box_machine', // app
      'permanently_redirected_to_customer_service_point', // app
    ],
    delayed: ['delay_in_delivery'], // Możliwe opóźnienie doręczenia
  },
  pickup: {
    out_for_delivery: [
      'out_for_delivery', // Przekazano do doręczenia
      'out_for_delivery_to_address', // W drodze do Odbiorcy
    ],
    ready_for_pickup: [
      'ready_to_pickup', // Umieszczona w Paczkomacie
      'ready_to_pickup_from_pok', // Czeka na odbiór w punkcie
      'ready_to_pickup_from_pok_registered', // Czeka na odbiór w punkcie
      'ready_to_pickup_from_branch', // Czeka na odbiór w oddziale
      'ready_for_collection', // app
      // A full locker: the parcel waits in another place for the time being and can be had there.
      'stack_in_box_machine', // Magazynowana w Paczkomacie tymczasowym
      'stack_in_customer_service_point', // Magazynowana w punkcie obsługi
      'courier_avizo_in_customer_service_point', // Awizowana w punkcie obsługi
    ],
    pickup_expiring: [
      'pickup_reminder_sent', // Przypomnienie o czekającej paczce
      'pickup_reminder_sent_address', // Przypomnienie o odbiorze
    ],
  },
  delivered: {
    delivered: ['delivered'], // Dostarczona
    delivered_collected: ['collected_by_customer'], // app
  },
  undelivered: {
    failed_attempt: [
      'avizo', // Ponowna próba doręczenia
      'undelivered', // Przekazanie do magazynu przesyłek niedoręczalnych
      'undelivered_cod_cash_receiver', // Brak gotówki u Odbiorcy
      'undelivered_no_mailbox', // Brak skrzynki pocztowej
      'undelivered_lack_of_access_letterbox', // Brak dostępu do skrzynki pocztowej
      'delivery_attempt_failed', // app
    ],
    address_issue: [
      'undelivered_wrong_address', // Błędne dane adresowe
      'undelivered_incomplete_address', // Niepełne dane adresowe
      'undelivered_unknown_receiver', // Odbiorca nieznany
      'undelivered_not_live_address', // Odbiorca nie mieszka pod adresem
    ],
    refused: ['rejected_by_receiver'], // Odmowa przyjęcia
  },
  exception: {
    storage_expired: [
      'pickup_time_expired', // Upłynął termin odbioru
      'stack_parcel_pickup_time_expired', // Upłynął czas odbioru paczki magazynowanej
      'stack_parcel_in_box_machine_pickup_time_expired', // Upłynął czas odbioru paczki magazynowanej w Paczkomacie
    ],
    unclaimed: ['not_collected'], // app
    returned_to_sender: ['returned_to_sender'], // Zwrot do nadawcy
    cancelled: ['canceled', 'cancelled'], // Anulowano etykietę; the second spelling in the app
    lost: ['missing'], // Zaginiona
    on_hold: [
      'oversized', // Przesyłka ponadgabarytowa
      'claimed', // Zareklamowana w Paczkomacie
    ],
  },
  keep: [
    'canceled_redirect_to_box', // Anulowano przekierowanie: the parcel goes where it was going
    'return_pickup_confirmation_to_sender', // Potwierdzenie odbioru zwrócone do nadawcy: a paper, not the parcel
    'other', // Inny status
  ],
})
