/** The formats of files that can be read. */
export const formats = ['csv', 'ndjson', 'json'] as const;

export type Format = (typeof formats)[number];

/** The format that a file's name tells: its extension, before `.gz` if there is one. */
export const formatOf = (path: string): Format | undefined => {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  return extension === 'jsonl' ? 'ndjson' : formats.find((format) => format === extension);
};
