/** A resource, as Azure Resource Manager shows it. */
export type ArmResource = Readonly<Record<string, unknown>>;

/** Azure Resource Manager, as far as an operator reads it; as strict as the real one. */
export interface ResourceManager {
  /** By id, `/subscriptions/…`, in the case in which it was made. */
  readonly resources: Map<string, ArmResource>;
  /** Bodies of starts of jobs, by the job's id. */
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

export const resourceManager = ({ tokens, may = () => true, run }: ResourceManagerOptions): ResourceManager => {
  const resources: ResourceManager['resources'] = new Map();
  const started: (readonly [string, unknown])[] = [];
  const executions = new Map<string, string>();

  const start = async (request: Request, job: string): Promise<Response> => {
    const body = Object(await request.json().catch(() => undefined)) as { containers?: unknown };
    const containers = [body.containers ?? []].flat();
    const isKnown = containers.every((each) => Object.keys(Object(each)).every((name) => containerMembers.has(name)));
    if (Object.keys(body).join() !== 'containers' || containers.length !== 1 || !isKnown)
      throw new ArmRefusal(400, 'InvalidRequestContent');
    started.push([job, body]);
    const id = `${job}/executions/${job.split('/').at(-1)}-${started.length}`;
    executions.set(id, 'Running');
    void (run?.(job) ?? Promise.resolve('Succeeded' as const)).then((end) => executions.set(id, end));
    return Response.json({ name: id.split('/').at(-1), id });
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
