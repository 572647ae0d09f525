/** What the server says is wrong with a condition, at the condition, and tied to the input it is about. */
import { createContext, type ReactNode, useContext, useId } from 'react';
import type { Issue } from '../../../client.ts';

const IssuesId = createContext<string | undefined>(undefined);

/** Inputs within are described by the issues, which are shown after them. */
export function WithIssues({
  issues,
  children,
}: {
  readonly issues: readonly Issue[];
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <IssuesId value={id}>
      {children}
      {issues.length > 0 && (
        <div id={id} className="issues" role="alert">
          {issues.map(({ path, message }) => (
            <p key={path + message} className="error">
              {message}
            </p>
          ))}
        </div>
      )}
    </IssuesId>
  );
}

/** Of what describes an input that is wrong. */
export function useIssuesId(): string | undefined {
  return useContext(IssuesId);
}

/** Of an input or a choice of the browser's own. */
export function useInvalid(isInvalid: boolean): {
  readonly 'aria-invalid'?: true;
  readonly 'aria-describedby'?: string;
} {
  const id = useIssuesId();
  if (!isInvalid) return {};
  return { 'aria-invalid': true, ...(id !== undefined && { 'aria-describedby': id }) };
}

/** Those below a path, relative to it. */
export function issuesBelow(issues: readonly Issue[], path: string): readonly Issue[] {
  return issues.flatMap((issue) =>
    isBelow(issue, path) ? [{ ...issue, path: issue.path.slice(path.length) }] : [],
  );
}

/** Whether one of them is about what is at the path. */
export function isAbout(issues: readonly Issue[], path: string): boolean {
  return issues.some((issue) => isBelow(issue, path));
}

function isBelow(issue: Issue, path: string): boolean {
  return issue.path === path || issue.path.startsWith(`${path}/`);
}
