export interface Series {
  name: string
  /** Chooses colour and pattern in the style sheet. */
  kind: string
  values: number[]
}

const WIDTH = 720
const HEIGHT = 220
const LEFT = 44
const BOTTOM = 28
const TOP = 10
const TICKS = 4
const GAP = 0.35

/** A round number at or above the largest value, which the ticks divide evenly. */
const ceiling = (largest: number): number => {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, largest)))
  const nice = [1, 2, 4, 5, 8, 10].map((n) => n * step).find((n) => n >= largest && n % TICKS === 0)
  return nice ?? Math.ceil(largest / TICKS) * TICKS
}

const Axis = ({ top, unit }: { top: number; unit: string }) => (
  <g class="axis">
    {Array.from({ length: TICKS + 1 }, (_, n) => {
      const y = HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * n) / TICKS
      return (
        <>
          <line x1={LEFT} x2={WIDTH} y1={y} y2={y} />
          <text x={LEFT - 6} y={y + 4} text-anchor="end">
            {(top * n) / TICKS}
            {n === TICKS ? unit : ''}
          </text>
        </>
      )
    })}
  </g>
)

/** Stacked bars over time. The numbers stand in the table behind it; a screen reader is told so. */
export const BarChart = (given: { id: string; title: string; unit: string; labels: string[]; series: Series[] }) => {
  const { id, title, unit, labels, series } = given
  const sums = labels.map((_, n) => series.reduce((sum, { values }) => sum + (values[n] ?? 0), 0))
  const top = ceiling(Math.max(1, ...sums))
  const slot = (WIDTH - LEFT) / Math.max(1, labels.length)
  const scale = (HEIGHT - BOTTOM - TOP) / top
  return (
    <figure class="chart">
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-table`}
      >
        <Axis top={top} unit={unit} />
        {labels.map((label, n) => {
          let y = HEIGHT - BOTTOM
          const x = LEFT + slot * (n + GAP / 2)
          return (
            <g>
              {series.map(({ kind, values }) => {
                const height = (values[n] ?? 0) * scale
                y -= height
                return <rect class={`bar bar-${kind}`} x={x} y={y} width={slot * (1 - GAP)} height={height} />
              })}
              <text class="tick" x={x + (slot * (1 - GAP)) / 2} y={HEIGHT - 8} text-anchor="middle">
                {label}
              </text>
            </g>
          )
        })}
      </svg>
      <ul class="legend">
        {series.map(({ name, kind }) => (
          <li>
            <svg width="14" height="14" aria-hidden="true">
              <rect class={`bar bar-${kind}`} width="14" height="14" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  )
}
