import { table } from '../kit/index.ts'

/** The three codes of the end of a delivery have the same types. */
function end(...types: string[]): string[] {
  return ['BDE', 'BDI', 'BDR'].flatMap((code) => types.map((type) => `${code}:${type}`))
}

/**
 * `codigo`, with `tipo` in two digits as the attribute, and Correios' wording. Sources: Correios, manual of object tracking (web service SRO), list
 * of event types and status; the wording of the newer API where it differs. The meanings are ours. A type of BDE, BDI, BDR, FC or PAR that
 * is not here stays unknown: one code means delivered, refused and stolen.
 */
export const codes = table({
  inforeceived: {
    label_created: ['FC:82'], // Etiqueta emitida
    pickup_scheduled: [
      'CO:02', // A coletar
      'CO:03', // Coletando
      'CO:07', // Aguardando objeto na agência
    ],
  },
  transit: {
    accepted: [
      'PO', // Objeto postado
      'CO:01', // Objeto coletado
      'CO:15', // collected, newer types
      'CO:16',
    ],
    in_transit: [
      'RO', // Objeto em transferência - por favor aguarde
      'DO',
      'TRI', // Objeto encaminhado
      'PAR:28', // Encaminhado para a unidade de tratamento
      'FC:05', // Objeto devolvido aos Correios
      ...end(
        '22', // Objeto devolvido aos Correios
        '53', // Objeto reimpresso e reenviado
      ),
    ],
    departed_hub: ['PMT'], // Objeto encaminhado
    arrived_hub: [
      'CD', // Objeto recebido na unidade dos Correios
      'CMT',
      'CUN',
      'PAR:18', // Objeto recebido na unidade de exportação no país de origem
    ],
    arrived_destination_country: [
      'PAR:15', // Objeto recebido em (the country of destination)
      'PAR:16', // Objeto recebido pelos Correios do Brasil
      'PAR:20', // … com embalagem danificada
    ],
    arrived_destination: [
      'FC:10', // Objeto recebido na unidade de distribuição
      ...end(
        '15', // … por determinação judicial o objeto será entregue em até 7 dias
        '45', // Objeto recebido na unidade de distribuição
      ),
    ],
    customs_processing: [
      'PAR:12', // Informações prestadas pelo cliente em análise
      'PAR:14', // Revisão de tributos solicitada pelo cliente
      'PAR:21', // Encaminhado para fiscalização aduaneira
      'PAR:22', // Encaminhado para fiscalização no país de destino
      'PAR:31', // Pagamento confirmado
      'PAR:32', // Aguardando confirmação de pagamento pela operadora
      'FC:12', // Encaminhado para fiscalização - ANVISA
      'FC:13', // Fiscalizado ANATEL
      'FC:19', // … ANATEL
      'FC:24', // Em fiscalização pela Receita Federal
      'FC:26', // Objeto tributado
      'FC:27', // Encaminhado para emissão de DSI
      'FC:31', // Aguardando autorização para exportação
      'FC:32', // … INMETRO
      'FC:33', // … Polícia Federal
      'FC:34', // … VIGIAGRO
      'FC:35', // … Exército
      'FC:37', // … IBAMA
      'BDR:31', // Pagamento confirmado
      ...end(
        '44', // Aguardando órgão anuente apresentar documentação fiscal
        '55', // Solicitação de revisão do tributo
        '58', // Revisão de tributo concluída - tributo alterado
        '59', // … mantido
      ),
    ],
    customs_cleared: [
      'PAR:10', // Fiscalização aduaneira finalizada
      'PAR:19', // … no país de destino
      'PAR:34', // Liberado sem tributação
      'PAR:42', // Objeto liberado
      ...end('57'), // Revisão de tributo concluída - objeto liberado
    ],
    delayed: end(
      '30', // Saída não efetuada
      '47', // Saída para entrega cancelada
      '66', // Área com distribuição sujeita a prazo diferenciado
      '69', // Objeto ainda não chegou à unidade
      '84', // Verificando situação do objeto
    ),
    forwarded: end('38'), // Objeto endereçado à empresa falida: to its administrator
    misrouted: [
      'FC:03', // Objeto mal encaminhado; em correção de rota
      ...end('87'), // Objeto destinado a outro país
    ],
  },
  pickup: {
    out_for_delivery: ['OEC'], // Objeto saiu para entrega ao destinatário
    ready_for_pickup: [
      'LDI', // Objeto aguardando retirada no endereço indicado
      'LDI:02', // Objeto disponível para retirada em Caixa Postal
      'LDI:04', // … com documentação
      ...end('24'), // Objeto disponível para retirada em Caixa Postal
    ],
  },
  delivered: {
    delivered: end(
      '00', // Objeto entregue ao destinatário
      '01',
      '70',
    ),
    delivered_other: end(
      '67', // … em endereço vizinho, conforme autorizado pelo remetente
      '68', // Objeto entregue na Caixa de Correios Inteligente
    ),
  },
  undelivered: {
    failed_attempt: [
      'FC:07', // Empresa sem expediente
      ...end(
        '02', // Carteiro não atendido, it will be ready for pickup
        '05', // A entrega não pode ser efetuada
        '18', // Carteiro não atendido, again on Saturday
        '20', // Carteiro não atendido, another attempt
        '21', // Carteiro não atendido, it goes back
        '25', // Empresa sem expediente
        '33', // Destinatário não apresentou documento exigido
        '35', // Coleta ou entrega de objeto não efetuada
        '36', // … it goes back
        '39', // A entrega não pode ser efetuada - objeto em análise de destinação
        '46', // Tentativa de entrega não efetuada
        '49', // As dimensões do objeto impossibilitam o tratamento e a entrega
      ),
    ],
    refused: [
      'PAR:26', // Destinatário recusou o objeto
      ...end('04'), // Cliente recusou-se a receber
    ],
    address_issue: [
      'FC:04', // Endereço incorreto
      ...end(
        '06', // Cliente desconhecido no local
        '07', // Endereço incorreto
        '08',
        '10', // Cliente mudou-se
        '19', // Endereço incorreto
        '34', // Logradouro com numeração irregular
        '82', // Necessário complementar endereço de entrega
        '89', // Localidade desconhecida no Brasil
      ),
    ],
  },
  exception: {
    on_hold: [
      'BLQ', // Solicitação de suspensão de entrega recebida
      'FC:41', // Problemas na documentação do objeto
      'FC:42', // Objeto contém líquido
      ...end('41'), // A entrega do objeto está condicionada à composição do lote
    ],
    customs_held: [
      'PAR:11', // Aguardando pagamento
      'PAR:17', // Aguardando pagamento (in the old manual: liberado pela alfândega)
      'PAR:23', // Aguardando autorização da Receita Federal para devolução
      'PAR:25', // Faltam informações. Sua ação é necessária
      'PAR:30', // Aguardando pagamento do despacho postal
      'PAR:33', // Pagamento não confirmado pela operadora
      'PAR:41', // Prazo de pagamento encerrado
      'BLQ:51', // Objeto bloqueado por necessidade de revisão de impostos/tributos
      'BDR:63', // Pagamento não efetuado no prazo
      ...end(
        '54', // É necessário o pagamento do ICMS importação
        '81', // Não foi autorizada a saída do objeto do país
        '83', // Ação necessária à liberação do objeto não realizada pelo cliente
      ),
    ],
    seized: [
      'FC:29', // Objeto encaminhado para apreensão
      ...end('43', '71', '72', '73', '74', '75', '76'), // Objeto apreendido por órgão de fiscalização; by which authority
    ],
    damaged: end(
      '13', // Objeto atingido por incêndio em unidade operacional
      '28', // Objeto e/ou conteúdo avariado
      '37', // … por acidente com veículo
      '86', // Objeto com conteúdo avariado, sem condições de entrega
    ),
    destroyed: [
      'FC:11', // Objeto destruído com autorização do remetente
      ...end('61'), // Objeto refugado
    ],
    lost: [
      'IDC', // Objeto não localizado, indenização paga
      'FC:51', // Objeto roubado
      ...end(
        '09', // Objeto não localizado
        '29',
        '50', // Objeto roubado
        '51',
        '52',
        '80', // Objeto não localizado no fluxo postal
        '98',
      ),
    ],
    unclaimed: [
      'FC:09', // Remetente não retirou objeto na unidade dos Correios
      ...end(
        '03', // Remetente não retirou objeto
        '12',
        '26', // Destinatário não retirou objeto: prazo de retirada encerrado
        '60', // Objeto aguardando prazo para refugo
      ),
    ],
    returning: [
      'FC:01', // Objeto será devolvido por solicitação do remetente
      'FC:47',
      'LDE:09', // Objeto saiu para entrega ao remetente
      'OEC:09',
      'PAR:24', // Devolução autorizada pela Receita Federal
      'PAR:40', // Devolução a pedido
      'BDR:64', // Solicitação de dados não atendida
      ...end(
        '14', // Desistência de postagem pelo remetente
        '40', // A importação não foi autorizada pelos órgãos fiscalizadores
        '42', // Lote de objetos incompleto
        '48', // Retirada não autorizada pelo remetente
        '56', // Declaração aduaneira ausente ou incorreta
        '62', // Em devolução à origem por determinação da Receita Federal
      ),
    ],
    returned_to_sender: [
      'PAR:13', // Objeto devolvido ao país de origem
      ...end('23'), // Objeto entregue ao remetente
    ],
    pickup_failed: [
      'CO:05', // 1ª tentativa de coleta
      'CO:13', // Objeto não coletado
    ],
    cancelled: [
      'CO:06', // 2ª tentativa / coleta cancelada
      'CO:09', // Coleta cancelada
    ],
  },
  keep: [
    'FC:02', // Objeto com data de entrega agendada
    'FC:55', // Encomenda unitizada finalizada
    'PAR:27', // Despacho postal pago na origem
    'BLQ:24', // Desbloqueio de objeto indenizado
    'BLQ:44', // Desbloqueio de objeto com conteúdo proibido/perigoso
    'BLQ:54', // Desbloqueio de objeto com revisão de impostos/tributos
    'BLQ:61', // Desbloqueado
    ...end(
      '32', // Objeto com data de entrega agendada
      '85', // Código do objeto fora do padrão
    ),
  ],
  void: ['EST'], // Favor desconsiderar a informação anterior
})
