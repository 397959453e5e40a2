/** A form is taken up again within the hour. It is kept in this process alone: what was not sent is in no database. */
const KEPT_MS = 60 * 60 * 1_000
const FORMS_MAX = 500

/** What people filled into forms that they have not sent. */
export interface Typed {
  keep(user: string, request: string, fields: Record<string, string>): void
  of(user: string, request: string): Record<string, string>
  forget(user: string, request: string): void
}

const keyOf = (user: string, request: string): string => JSON.stringify([user, request])

export const createTyped = (now: () => Date): Typed => {
  const forms = new Map<string, { at: number; fields: Record<string, string> }>()
  return {
    keep(user, request, fields) {
      const key = keyOf(user, request)
      const filled = Object.entries(fields).filter(([, value]) => value !== '')
      // A closed form may come without its fields.
      if (filled.length === 0) return
      if (forms.size >= FORMS_MAX) forms.clear()
      forms.set(key, { at: now().getTime(), fields: { ...forms.get(key)?.fields, ...Object.fromEntries(filled) } })
    },
    of(user, request) {
      const kept = forms.get(keyOf(user, request))
      return kept === undefined || now().getTime() - kept.at > KEPT_MS ? {} : kept.fields
    },
    forget: (user, request) => void forms.delete(keyOf(user, request)),
  }
}
