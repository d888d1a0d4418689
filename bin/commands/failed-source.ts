const ofCredentials = /^(certificate|credentials|identity|secret|source-unauthorized)\b/;

/**
 * The line about a source that failed at the start. Its caller is told to ask the operator, who sits here: where the source was not let
 * in, the line names the command that looks closer.
 *
 * @param error the gateway's code and sentence
 * @example failedSource('hr', 'credentials-missing: …') // '  hr failed: credentials-missing: …. See: sallyport secrets check hr'
 */
export const failedSource = (source: string, error: string): string => {
  const said = `  ${source} failed: ${error}`;
  return ofCredentials.test(error) ? `${said.replace(/\.$/, '')}. See: sallyport secrets check ${source}` : said;
};
