import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What operators can watch. Labels are few and fixed: no conversation, no person, no text. */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    accepted: new Counter({
      name: 'desk_messages_accepted_total',
      help: 'Messages stored in the inbox',
      labelNames: ['channel', 'result'],
      registers,
    }),
    turns: new Counter({
      name: 'desk_turns_total',
      help: 'Turns committed',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    turnSeconds: new Histogram({
      name: 'desk_turn_seconds',
      help: 'From taking a message to its committed turn',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    deliveries: new Counter({
      name: 'desk_deliveries_total',
      help: 'Deliveries to channels',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    dispatches: new Counter({
      name: 'desk_dispatches_total',
      help: 'Consultation requests sent by a route',
      labelNames: ['route', 'outcome'],
      registers,
    }),
    faults: new Counter({ name: 'desk_faults_total', help: 'Faults caught', labelNames: ['where'], registers }),
    waiting: new Gauge({
      name: 'desk_waiting',
      help: 'Messages or deliveries waiting or dead-lettered',
      labelNames: ['queue', 'state'],
      registers,
    }),
    modelCalls: new Counter({ name: 'desk_model_calls_total', help: 'Calls to the model', registers }),
    modelTokens: new Counter({
      name: 'desk_model_tokens_total',
      help: 'Tokens sent to and received from the model',
      labelNames: ['direction'],
      registers,
    }),
    modelFallbacks: new Counter({
      name: 'desk_model_fallbacks_total',
      help: 'Questions answered from the documents alone although a model is configured',
      labelNames: ['why'],
      registers,
    }),
    modelRemoved: new Counter({
      name: 'desk_model_rows_refused_total',
      help: 'Rows that the model chose and the rules refused',
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
