import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createMetrics } from '../src/wiring/metrics.ts'

const root = new URL('..', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
]

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/u.test(path))
  .map((path) => read(join('src', path)))
  .join('\n')

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[]
}
const alerts = (parse(read('deploy/alerts.yaml')) as Rules).groups.flatMap(({ rules }) => rules)

describe('what is written about the desk', () => {
  it('links to pages that are there', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/gu)]
        .map(([, to = '']) => to)
        .filter((to) => !/^https?:/u.test(to) && !existsSync(join(root, dirname(page), to)))
        .map((to) => `${page} → ${to}`),
    )
    expect(broken).toEqual([])
  })

  it('names files of the source that are there', () => {
    const missing = pages
      .filter((page) => page !== 'CHANGELOG.md')
      .flatMap((page) =>
        [...read(page).matchAll(/`((?:src|test|prompts|deploy)\/[\w./-]+\.(?:ts|tsx|yaml|csv|json|service))`/gu)]
          .map(([, path = '']) => path)
          // A guide names files that are still to be written in capitals.
          .filter((path) => !/[A-Z]{2}/u.test(path) && !existsSync(join(root, path)))
          .map((path) => `${page}: ${path}`),
      )
    expect(missing).toEqual([])
  })

  it('watches by metrics that are measured', async () => {
    const measured = new Set((await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name))
    const watched = [
      ...`${read('deploy/alerts.yaml')}${read('deploy/grafana-dashboard.json')}`.matchAll(/desk_[a-z_]+/gu),
    ]
    const unknown = watched.map(([name]) => name.replace(/_bucket$/u, '')).filter((name) => !measured.has(name))
    expect(watched.length).toBeGreaterThan(10)
    expect(unknown).toEqual([])
  })

  it('says of every alert what to do', () => {
    const watching = read('docs/operating/watching.md')
    expect(alerts.map(({ alert }) => alert).filter((alert) => !watching.includes(`| ${alert} |`))).toEqual([])
    expect(alerts.every(({ annotations }) => annotations.runbook.length > 10)).toBe(true)
  })

  it('lists the events of the log', () => {
    const watching = read('docs/operating/watching.md')
    const events = [...sources.matchAll(/(?:log\.(?:info|warn|fault)|onFault\??\.?)\('([\w.-]+)'/gu)].map(
      ([, name = '']) => name,
    )
    const listed = (name: string) =>
      watching.includes(`\`${name}\``) ||
      (/^(?:slack|teams)\./u.test(name) && watching.includes('`slack.*`・`teams.*`'))
    expect(events.length).toBeGreaterThan(20)
    expect([...new Set(events)].filter((name) => !listed(name))).toEqual([])
  })
})
