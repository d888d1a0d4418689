/** A cloud whose containers the server host runs in. */
export type ServerCloud = 'gcp' | 'azure';

/** What the deployment tells a container through its environment. */
export interface ServerSettings {
  readonly cloud: ServerCloud;
  readonly port: number;
  /** Where the vendor reaches the source. */
  readonly publicUrl: string;
  /** Who may call in the platform profile: JSON. @default - nobody but who the source's document lets in */
  readonly callers: string | undefined;
  /** Who may start jobs by calling: JSON. @default - nobody */
  readonly scheduler: string | undefined;
  /** The job that is run instead of serving. @default - none: it serves */
  readonly job: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of a container. Where things lie (`SALLYPORT_SECRET` and the like) is for the platform to read.
 *
 * @throws RangeError that names the variable
 * @example serverSettings(process.env).port // 8080
 */
export const serverSettings = (environment: Environment): ServerSettings => ({
  cloud: cloudOf(environment['SALLYPORT_HOST']),
  port: portOf(environment['PORT']),
  publicUrl: urlOf(environment['SALLYPORT_PUBLIC_URL']),
  callers: environment['SALLYPORT_CALLERS'],
  scheduler: environment['SALLYPORT_SCHEDULER'],
  job: environment['SALLYPORT_JOB'],
});

const wrong = (name: string, what: string): RangeError =>
  new RangeError(`${name} ${what}: deploy this source again, and change nothing of the environment by hand`);

const cloudOf = (text: string | undefined): ServerCloud => {
  if (text === 'gcp' || text === 'azure') return text;
  throw wrong('SALLYPORT_HOST', 'is neither gcp nor azure');
};

const portOf = (text = ''): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw wrong('PORT', 'is no port');
  return port;
};

const urlOf = (text = ''): string => {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return text;
  throw wrong('SALLYPORT_PUBLIC_URL', 'is no https URL');
};
