import type { Tree } from './profile.ts'

export type Values = Readonly<Record<string, string | number>>

const PLACE = /\{([a-zA-Z]+)\}/gu

export const placesIn = (template: string): string[] => [...template.matchAll(PLACE)].map((match) => match[1] ?? '')

const asIs = (value: string): string => value

/** Fills {places} that have a value; whatever else stands in braces is the template's own text. */
export const filled = (template: string, values: Values, written: (value: string) => string = asIs): string =>
  template.replaceAll(PLACE, (place, name: string) => {
    const value = values[name]
    return value === undefined ? place : written(String(value))
  })

const LONE = /^\{([a-zA-Z]+)\}$/u

/** Fills every text of a tree; a text that is one place becomes the value itself, so that a number stays a number. */
export const filledTree = (tree: Tree, values: Values): Tree => {
  if (typeof tree === 'string') return values[LONE.exec(tree)?.[1] ?? ''] ?? filled(tree, values)
  if (Array.isArray(tree)) return tree.map((inner) => filledTree(inner, values))
  if (tree === null || typeof tree !== 'object') return tree
  return Object.fromEntries(Object.entries(tree).map(([name, inner]) => [name, filledTree(inner, values)]))
}

/** An address whose values cannot leave their place in it; the operator's own base address is taken as written. */
export const filledUrl = (template: string, own: Values, given: Values): string =>
  filled(filled(template, own), given, encodeURIComponent)
