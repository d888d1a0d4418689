/** A resource, as Azure Resource Manager shows it. */
export type ArmResource = Readonly<Record<string, unknown>>;

/** Azure Resource Manager, as far as an operator reads it; as strict as the real one. */
export interface ResourceManager {
  /** By id, `/subscriptions/…`, in the case in which it was made. */
  readonly resources: Map<string, ArmResource>;
  /** Bodies of starts of jobs, by the job's id; `undefined` of those that were started as they are. */
  readonly started: (readonly [string, unknown])[];
  answer(request: Request): Promise<Response>;
}

/** What the stand-in is told. */
export interface ResourceManagerOptions {
  readonly tokens: readonly string[];
  /** Whether who has the token may do something, `Microsoft.App/jobs/read` for example. @default - everything */
  may?(action: string): boolean;
  /** What a job does that is started; what it comes to in the end. @default - it succeeds */
  run?(job: string): Promise<'Succeeded' | 'Failed'>;
}

/** Versions by provider. */
const versions: Readonly<Record<string, string>> = {
  'Microsoft.App': '2024-03-01',
  'Microsoft.ManagedIdentity': '2023-01-31',
};

class ArmRefusal extends Error {
  readonly response: Response;

  constructor(status: number, code: string) {
    super(`refused with ${status}`);
    this.response = Response.json({ error: { code, message: 'CANARY message of Azure' } }, { status });
  }
}

/** What a start may say of a container (learn.microsoft.com/rest/api/containerapps/jobs/start, JobExecutionContainer). */
const containerMembers: ReadonlySet<string> = new Set(['args', 'command', 'env', 'image', 'name', 'resources']);

const parsed = (text: string): { readonly containers?: unknown } => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new ArmRefusal(400, 'InvalidRequestContent');
  }
};

export const resourceManager = ({ tokens, may = () => true, run }: ResourceManagerOptions): ResourceManager => {
  const resources: ResourceManager['resources'] = new Map();
  const started: (readonly [string, unknown])[] = [];
  const executions = new Map<string, string>();

  const begin = (job: string, body: unknown): { readonly name: string; readonly id: string } => {
    started.push([job, body]);
    const name = `${job.split('/').at(-1)}-${started.length}`;
    const id = `${job}/executions/${name}`;
    executions.set(id, 'Running');
    void (run?.(job) ?? Promise.resolve('Succeeded' as const)).then((end) => executions.set(id, end));
    return { name, id };
  };

  const start = async (request: Request, job: string): Promise<Response> => {
    const text = await request.text();
    if (text === '') {
      // Taken down, and not begun yet: the other answer that Azure documents.
      const { id } = begin(job, undefined);
      const location = `https://management.azure.com${id}?${new URL(request.url).searchParams}`;
      return new Response(null, { status: 202, headers: { location, 'retry-after': '5' } });
    }
    const body = parsed(text);
    const containers = [body.containers ?? []].flat();
    const isKnown = containers.every((each) => Object.keys(Object(each)).every((name) => containerMembers.has(name)));
    if (Object.keys(body).join() !== 'containers' || containers.length !== 1 || !isKnown)
      throw new ArmRefusal(400, 'InvalidRequestContent');
    return Response.json(begin(job, body));
  };

  const respond = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    if (!tokens.includes(token)) throw new ArmRefusal(401, 'InvalidAuthenticationToken');
    const [, provider = '', path = ''] = /\/providers\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    if (searchParams.get('api-version') !== versions[provider]) throw new ArmRefusal(400, 'InvalidApiVersionParameter');
    const types = path.split('/').filter((_, index) => index % 2 === 0);
    const demand = (what: string): void => {
      if (!may(`${provider}/${what}`)) throw new ArmRefusal(403, 'AuthorizationFailed');
    };
    if (request.method === 'POST' && types.at(-1) === 'start') {
      demand('jobs/start/action');
      const job = pathname.replace(/\/start$/, '');
      if (!resources.has(job)) throw new ArmRefusal(404, 'ResourceNotFound');
      return start(request, job);
    }
    if (request.method !== 'GET') throw new ArmRefusal(405, 'MethodNotAllowed');
    demand(`${types.join('/')}/read`);
    const status = executions.get(pathname);
    if (status !== undefined) return Response.json({ name: pathname.split('/').at(-1), properties: { status } });
    const found = resources.get(pathname);
    if (!found) throw new ArmRefusal(404, 'ResourceNotFound');
    return Response.json(found);
  };

  return {
    resources,
    started,
    async answer(request) {
      try {
        return await respond(request);
      } catch (error) {
        if (error instanceof ArmRefusal) return error.response;
        throw error;
      }
    },
  };
};
