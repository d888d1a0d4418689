import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
// Both files put what they define into the global namespace.
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

interface Diagnostics {
  readonly Count: number;
  getItem(index: number): { readonly Message: string };
}

interface KustoLanguage {
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: unknown): { GetDiagnostics(): Diagnostics } };
  readonly GlobalState: { readonly Default: unknown };
}

const { KustoCode, GlobalState } = (globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } })
  .Kusto.Language;

/** The columns that we use, as learn.microsoft.com/azure/azure-monitor/reference/tables has them. */
const tables = ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs'].map(
  (name) => `let ${name} = datatable(TimeGenerated: datetime, Log: string, JobName: string)[];`,
);

/** What Microsoft's own analyzer of the query language has against a query of the log; nothing, if Azure takes it. */
export const complaints = (query: string): string[] => {
  const found = KustoCode.ParseAndAnalyze([...tables, query].join('\n'), GlobalState.Default).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => found.getItem(index).Message);
};
