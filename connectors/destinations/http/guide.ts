import { authenticationGuide } from '../../authentication/guide/authentication-guide.ts';
import type { GuideStep, GuideSubject } from '../../guide.ts';
import { httpAuthentication } from './authentication.ts';
import type { HttpOptions } from './options.ts';
import { requestsOf } from './requests.ts';

/** What the administrator of an API does. */
export const httpGuide = (options: HttpOptions, subject: GuideSubject): readonly GuideStep[] => {
  const { baseUrl, users, list, find } = options;
  const { hostname } = new URL(baseUrl);
  const { create, update, disable, delete: deletion } = requestsOf(options);
  const reads = [`GET ${list?.path ?? users}`, ...(find ? [`GET ${find.path ?? users}`] : [])];
  const writes = [create, update, disable, deletion].flatMap((each) => (each ? [`${each.method} ${each.path}`] : []));
  return [
    {
      title: 'Let users be written by the gate',
      lines: [
        `At ${hostname}, allow whoever the gate signs in as these requests, below ${baseUrl}, and nothing else:`,
        ...[...new Set([...reads, ...writes])].map((request) => `  ${request}`),
      ],
    },
    ...authenticationGuide(httpAuthentication(options), subject, hostname),
  ];
};
