/**
 * People at the far end of a channel, who see what their platform shows them and nothing else. One story is told of all
 * of them; what a press or a form is made of differs, and stands in a file for each channel.
 */
export interface Person {
  says(text: string): Promise<void>
  /** Writes where others read along, where the platform has such places. */
  saysAmongOthers?(text: string): Promise<void>
  /** What the desk calls the conversations in which they wrote. */
  conversations?(): string[]
  /** The desk's and the operators' words in their own conversation, oldest first. */
  reads(): Promise<string[]>
  /** Takes up the offer to consult that stands in the conversation, completes the form, consents and sends it. */
  files(fields: Fields): Promise<void>
  /** What stands in the form that is open for them, however it came to be open. */
  form(): Promise<string>
  /** Completes the form that is open, consents and sends it. */
  completes(fields: Fields): Promise<void>
  /** What they are told when they ask for their requests. */
  mine(): Promise<string>
  /** Rates the last answer as not helpful, with a reason, where the platform has a way to. */
  rates?(reason: string): Promise<void>
  /** What stands in the form that opens for them: everything that is filled in before they write. */
  opens(): Promise<string>
  /** Presses what stands under the newest words of the desk, by its label. */
  presses(label: string): Promise<void>
  /** Does what their platform lets them do to a request of which they know the id. */
  meddles(request: string): Promise<void>
}

export interface Channel {
  name: string
  /** Somebody who has not been here before, in a conversation of their own. */
  enter(): Promise<Person>
  /** What the platform would have refused of all that it was sent. */
  refused(): string[]
  /** Everything that the desk said where others read along. */
  shared(): string[]
  close(): Promise<void>
}

export type Fields = Readonly<Record<string, string>>

export const QUESTION = 'テレワークマネージャーの相談は無料ですか'
export const BEYOND = 'うちの基幹システムを在宅から使う設定は誰が決めるのですか'

export const fieldsOf = (organisation: string): Fields => ({
  organisation,
  kind: 'company',
  contact: '企画課　佐久間蓮',
  address: '〒３１０－００１１　茨城県水戸市三の丸１－５－３８',
  prefecture: '茨城県',
  email: 'kikaku＠midori.example',
  phone: '０２９（３０１）２２２２',
  topics: 'labour,ict',
  stage: 'considering',
  content: '基幹システムを在宅勤務で使う方法を相談したいです',
  mode: 'web',
  dates: '',
  sessionsUsed: '0',
})

/** Markup as the words that a person reads. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Looks again and again until something is there; what never comes fails the test with its name. */
export const until = async <T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<NonNullable<T>> => {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== false && seen != null) return seen
    if (performance.now() > giveUpAt) throw new Error(`never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
