/** "Returned to Sender" in Royal Mail's list: the item goes back from here. What is delivered after one of these is back at the sender's. */
export const RETURNS = [
  'EVBRA', // Outward RDC - Rejected RTS - Address Incomplete
  'EVBRB', // Outward RDC - Rejected Barcode
  'EVBRT', // Outward RDC - Returned to Sender
  'EVBRW', // Outward RDC - Rejected Overweight
  'EVBSA', // Outward RDC - RTS Address Incomplete Handheld
  'EVCPA', // Inward RDC - Rejected RTS Address Incomplete
  'EVCRA', // Inward RDC - Rejected RTS Address Incomplete
  'EVCRB', // Inward RDC - Rejected Barcode
  'EVDRA', // Outward MC - RTS Address Incomplete Handheld
  'EVDRB', // Outward MC - Rejected Barcode
  'EVDRW', // Outward MC - Overweight Handheld
  'EVDSA', // Outward MC - RTS Address Incomplete Handheld
  'EVDSW', // Outward MC - Overweight Handheld
  'EVHCA', // Export Cancellation due to Incorrect / Illegible / Incomplete Address
  'EVHCR', // Export Cancellation due to Does Not Meet Customs Requirements
  'EVHDI', // Export Cancellation due to Item Damaged and / or Missing Contents
  'EVHID', // Export Cancellation due to Insufficient / Incomplete / Incorrect Documentation
  'EVIPA', // Rejected Address Incomplete at Inward Mail Centre
  'EVKAI', // Address Incomplete/Incorrect
  'EVKGA', // Gone Away
  'EVKRF', // Refused
  'EVNAB', // Marked for return - refused
  'EVNAC', // Marked for return - gone away
  'EVNAD', // Marked for return - retention exceeded
  'EVNAI', // Return To Sender - Address Incomplete
  'EVNGA', // Return To Sender - Gone Away
  'EVNGL', // Delivery attempted late - gone away recorded at delivery office
  'EVNHE', // Returned to HWDC - retention exceeded
  'EVNHR', // Returned to HWDC - refused
  'EVNLA', // Return to NRC - Address Incomplete
  'EVNLG', // Return to NRC - Gone Away
  'EVNLI', // Delivery attempted late - incomplete address recorded at delivery office
  'EVNLR', // Return to NRC - Refused
  'EVNRE', // Return To Sender - Retention Exceeded
  'EVNRF', // Return To Sender - Refused
  'EVNRL', // Return to NRC - Retention Exceeded
  'EVNRN', // Returned to NRC
  'EVNRO', // Delivery attempted on time - refused recorded at delivery office
  'EVNRR', // Delivery attempted late - refused recorded at delivery office
  'EVNRS', // Returned to Sender
  'EVNSI', // Delivery attempted on time - incomplete address recorded at delivery office
  'EVNUK', // Marked for return - addressee unknown
  'EVORR', // Item received and identified as a return to sender item
  'EVORT', // Item received for RTS from the DO at the MC
  'EVPLI', // Local Collect request to return to sender
  'EVPLN', // Local Collect not collected return to sender
  'EVPLR', // Local Collect refused return to sender
  'EVPLU', // Local Collect addressee unknown return to sender
  'EVPLX', // Local Collect waiting at Post Office for return to sender
  'EVPOG', // Undelivered - Attempted on time - Addressee Gone Away
  'EVPOI', // Undelivered - Attempted on time - Address Incomplete
  'EVPOR', // Undelivered - Attempted on time - Refused
  'EVPUX', // Undelivered item - Accepted for return by Post Office
  'EVPXG', // Undelivered - Attempted Late - Addressee Gone Away
  'EVPXI', // Undelivered - Attempted Late - Address Incomplete
  'EVPXR', // Undelivered - Attempted Late - Refused
]
