/**
 * Traces and metrics for OpenTelemetry, switched on by its own environment (`OTEL_EXPORTER_OTLP_ENDPOINT` …). Names of
 * channels and outcomes are all that is told; no conversation, no person, no text.
 */
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Config } from './config.ts'

const NAME = 'telework-desk'

export interface Telemetry {
  turn: (told: { channel: string; outcome: string; tookMs: number }) => void
  delivery: (channel: string, outcome: string) => void
  dispatch: (route: string, outcome: string) => void
  fault: (where: string) => void
  /** Sends what is still here; a collector that is gone does not hold the house. */
  stop: () => Promise<void>
}

const nothing = (): void => {}
const silent: Telemetry = {
  turn: nothing,
  delivery: nothing,
  dispatch: nothing,
  fault: nothing,
  stop: () => Promise.resolve(),
}

const STOP_MS_MAX = 3_000

/** Loads the SDK only where a collector is named; everything else of it is told by the standard environment. */
export const startTelemetry = async (
  {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SERVICE_NAME: serviceName,
  }: Pick<Config, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_SERVICE_NAME'>,
  version: string,
): Promise<Telemetry> => {
  if (endpoint === undefined) return silent
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const sdk = new NodeSDK({ serviceName, instrumentations: [] })
  sdk.start()
  const tracer = trace.getTracer(NAME, version)
  const meter = metrics.getMeter(NAME, version)
  const turns = meter.createHistogram('desk.turn.duration', { unit: 's', description: 'From taking to committing' })
  const deliveries = meter.createCounter('desk.deliveries', { description: 'Deliveries to channels' })
  const dispatches = meter.createCounter('desk.dispatches', { description: 'Requests sent by a route' })
  const faults = meter.createCounter('desk.faults', { description: 'Faults caught' })
  return {
    turn({ channel, outcome, tookMs }) {
      const attributes = { 'desk.channel': channel, 'desk.outcome': outcome }
      turns.record(tookMs / 1_000, attributes)
      const endedAt = Date.now()
      tracer.startSpan('desk.turn', { startTime: endedAt - tookMs, attributes }).end(endedAt)
    },
    delivery: (channel, outcome) => deliveries.add(1, { 'desk.channel': channel, 'desk.outcome': outcome }),
    dispatch: (route, outcome) => dispatches.add(1, { 'desk.route': route, 'desk.outcome': outcome }),
    fault(where) {
      faults.add(1, { 'desk.where': where })
      const span = tracer.startSpan('desk.fault', { attributes: { 'desk.where': where } })
      span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
    async stop() {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, STOP_MS_MAX).unref()
      })
      await Promise.race([sdk.shutdown().catch(nothing), late])
    },
  }
}
