import { table } from '../kit/index.ts'

/** `event[].code` of Suivi v2 with La Poste's wording, as its developer portal lists them. The meanings are ours. */
export const codes = table({
  inforeceived: { label_created: ['DR1'] }, // Déclaratif réceptionné
  transit: {
    accepted: [
      'PC1', // Pris en charge
      'PC2', // Pris en charge dans le pays d'expédition
    ],
    in_transit: [
      'ET1', // En cours de traitement
      'ET2', // En cours de traitement dans le pays d'expédition
      'ET4', // En cours de traitement dans un pays de transit
      'EP1', // En attente de présentation
      'PB2', // Problème résolu
    ],
    arrived_destination_country: ['ET3'], // En cours de traitement dans le pays de destination
    customs_processing: ['DO1'], // Entrée en douane
    customs_cleared: ['DO2'], // Sortie de douane
    delayed: ['DI3'], // Retardé
  },
  pickup: {
    out_for_delivery: ['MD2'], // Mis en distribution
    ready_for_pickup: ['AG1'], // En attente d'être retiré au guichet
  },
  delivered: {
    delivered: [
      'DI0', // Distribué en lot
      'DI1', // Distribué
    ],
  },
  undelivered: { failed_attempt: ['ND1'] }, // Non distribuable
  exception: {
    on_hold: [
      'DR2', // Problème lors de la préparation
      'PB1', // Problème en cours
    ],
    customs_held: ['DO3'], // Retenu en douane
    returning: ['RE1'], // Retourné à l'expéditeur: the way back begins
    returned_to_sender: ['DI2'], // Distribué à l'expéditeur
  },
  keep: ['ID0'], // Informations douane
})
