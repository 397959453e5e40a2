/** Every bound of the room, so that no file can hang, fill or crash an ingest. */
export const limits = {
  /** Files looked at in one ingest; more than any municipality publishes. */
  files: 20_000,
  /** Folders inside folders. */
  depth: 16,
  /** Text, Markdown, HTML and tables; more is no document that people have written. */
  textBytes: 16 * 1024 * 1024,
  /** PDF and DOCX, which hold pictures besides. */
  binaryBytes: 64 * 1024 * 1024,
  /** Text up to this size is read in this process, and anything larger in one of its own. */
  inProcessBytes: 128 * 1024,
  pages: 2_000,
  zipEntries: 2_000,
  /** Bytes that a zip may unpack to. */
  zipBytes: 256 * 1024 * 1024,
  /** Bytes of the one part of a DOCX that holds its text; mammoth keeps all of it, parsed, in memory. */
  zipPartBytes: 24 * 1024 * 1024,
  /** Unpacked to packed. Office documents stay below 40; bombs start at 1,000. */
  zipRatio: 200,
  /** Characters of a document's stored text. */
  characters: 4_000_000,
  /** Entries of one FAQ table. */
  entries: 100_000,
  /** A file's reader in a process of its own is stopped after this long. */
  fileMs: 8_000,
  /** Pages of one file whose letters are recognised in their picture, at some seconds each. */
  ocrPages: 200,
  /** A file whose letters are being recognised is given up after this long. */
  ocrMs: 20 * 60_000,
  /** Recognition holds its model and a whole page's picture. */
  ocrMemoryBytes: 1_000 * 1024 * 1024,
  /** Resident memory of that process; it is watched every few milliseconds, so the true peak is a little above. */
  memoryBytes: 600 * 1024 * 1024,
  /** Characters of a line that are looked at closely, and of a paragraph that lines are joined to. */
  line: 10_000,
  /** Characters of front matter or of a section's settings. */
  settings: 20_000,
  /** A passage is cut at the sentence nearest to this many characters. */
  passageTarget: 500,
  /** A section up to this long stays one passage. */
  passageWhole: 700,
  /** Text without any sentence end is no sentence; it is cut here. */
  sentence: 2_000,
  /** Unused keys of a head that are listed by name. */
  keysShown: 8,
  /** Columns of a sheet that are looked at; no page is wider. */
  columns: 200,
  /** Faults listed by line in one file's reason. */
  faultsShown: 3,
} as const
