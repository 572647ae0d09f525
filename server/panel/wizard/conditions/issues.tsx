/** What the server says is wrong with a condition, at the condition. */
import type { Issue } from '../../../client.ts';

export function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  if (issues.length === 0) return null;
  return (
    <ul className="issues" role="alert">
      {issues.map(({ path, message }) => (
        <li key={path + message} className="error">
          {message}
        </li>
      ))}
    </ul>
  );
}

/** Those below a path, relative to it. */
export function issuesBelow(issues: readonly Issue[], path: string): readonly Issue[] {
  return issues.flatMap((issue) =>
    issue.path === path || issue.path.startsWith(`${path}/`)
      ? [{ ...issue, path: issue.path.slice(path.length) }]
      : [],
  );
}
