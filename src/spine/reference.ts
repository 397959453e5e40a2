/** A short reference that can be told on the phone. */
export const referenceOf = (id: string, now: Date): string =>
  `E${now.toISOString().slice(2, 10).replaceAll('-', '')}-${id.replaceAll('-', '').slice(0, 6).toUpperCase()}`
