import { person } from '../organisation.ts';
import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import { Refusal } from '../stand-in.ts';
import { type GraphRow, signInName } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { odata, type PageOptions, pageOf } from './graph-page.ts';
import type { Tenant } from './tenant.ts';

const of = (number: number): GraphRow => ({
  reportRefreshDate: '2026-11-18',
  userPrincipalName: signInName(person(number)),
  displayName: `CANARY ${person(number).name}`,
});

const life: GraphRow = { isDeleted: false, deletedDate: null, lastActivityDate: '2026-11-17' };

const rows: Readonly<Record<string, (number: number) => GraphRow>> = {
  getOffice365ActiveUserDetail: (number) => ({
    ...of(number),
    isDeleted: false,
    deletedDate: null,
    hasExchangeLicense: true,
    hasOneDriveLicense: true,
    hasSharePointLicense: true,
    hasTeamsLicense: number % 2 === 0,
    hasYammerLicense: false,
    exchangeLastActivityDate: '2026-11-17',
    oneDriveLastActivityDate: null,
    sharePointLastActivityDate: null,
    teamsLastActivityDate: '2026-11-16',
    assignedProducts: ['OFFICE 365 E3'],
  }),
  getEmailActivityUserDetail: (number) => ({
    ...of(number),
    ...life,
    sendCount: 3 * number,
    receiveCount: 40 + number,
    readCount: 30 + number,
    meetingCreatedCount: number,
    meetingInteractedCount: 2 * number,
    assignedProducts: ['OFFICE 365 E3'],
    reportPeriod: '7',
  }),
  getTeamsUserActivityUserDetail: (number) => ({
    ...of(number),
    ...life,
    tenantDisplayName: 'CANARY tenant',
    userId: graphId('user', number),
    isLicensed: true,
    teamChatMessageCount: number,
    privateChatMessageCount: 10 * number,
    callCount: 2,
    meetingCount: 5,
    meetingsOrganizedCount: 1,
    meetingsAttendedCount: 4,
    adHocMeetingsOrganizedCount: 0,
    adHocMeetingsAttendedCount: 1,
    postMessages: 3,
    replyMessages: 2,
    urgentMessages: 0,
    audioDuration: 'PT1H2M',
    videoDuration: '00:30:00',
    screenShareDuration: '00:00:00',
    reportPeriod: '7',
  }),
  getOneDriveActivityUserDetail: (number) => ({
    ...of(number),
    ...life,
    viewedOrEditedFileCount: number,
    syncedFileCount: 0,
    sharedInternallyFileCount: 1,
    sharedExternallyFileCount: 0,
    reportPeriod: '7',
  }),
  getMicrosoft365CopilotUsageUserDetail: (number) => ({
    ...of(number),
    lastActivityDate: '2026-11-12',
    copilotChatLastActivityDate: '2026-11-10',
    microsoftTeamsCopilotLastActivityDate: '2026-11-12',
    wordCopilotLastActivityDate: null,
    excelCopilotLastActivityDate: null,
    powerPointCopilotLastActivityDate: null,
    outlookCopilotLastActivityDate: '2026-10-01',
    oneNoteCopilotLastActivityDate: null,
    loopCopilotLastActivityDate: null,
    copilotActivityUserDetailsByPeriod: [{ reportPeriod: 7 }],
  }),
};

/** Use of Microsoft 365, of beta: JSON, or a way to a file of CSV (learn.microsoft.com/graph/api/resources/report). */
export const reportRoutes = ({ people }: Tenant, server: string): ScopedRoutes<unknown> =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => {
      const options = (call: RouteCall<unknown>): PageOptions => ({
        top: 200,
        atMost: 200,
        server,
        linkPath: `/reports/${name}(period='${call.variables['period']}')`,
      });
      const answer = (call: RouteCall<unknown>): GraphRow => {
        if (call.query.get('$format') !== 'application/json')
          throw new Refusal(302, '', { location: 'https://reports.office.com/data/download/CANARY' });
        return pageOf(call, { count: people, row: (index) => row(index + 1) }, options(call));
      };
      const query = { $format: /application\/json|text\/csv/, $top: odata.top(200), $skiptoken: odata.token };
      return [`GET /reports/${name}\\(period='{period}'\\)`, { scopes: ['Reports.Read.All'], query, answer }];
    }),
  );
