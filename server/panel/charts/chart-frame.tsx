/** Around a chart: its title, what it shows in words, and the same as a table for who would rather read. */
import { ChartLine, Table } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import './charts.css';

export type ChartTable = {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export function ChartFrame({
  title,
  caption,
  controls,
  error,
  onRetry,
  isOld = false,
  table,
  children,
}: {
  readonly title: string;
  readonly caption?: ReactNode;
  /** What it is asked with. */
  readonly controls?: ReactNode;
  readonly error?: Error | null;
  readonly onRetry?: () => void;
  /** What is shown answers an earlier question. */
  readonly isOld?: boolean;
  /** Undefined: there is no answer yet. */
  readonly table: ChartTable | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  const id = useId();
  const [isTable, setIsTable] = useState(false);
  return (
    <figure className="chart" aria-labelledby={id}>
      <div className="row spread">
        <h2 id={id}>{title}</h2>
        <div className="row">
          {controls}
          <Button
            kind="quiet"
            icon={isTable ? <ChartLine aria-hidden="true" /> : <Table aria-hidden="true" />}
            aria-pressed={isTable}
            onClick={() => setIsTable((was) => !was)}
          >
            {t('charts.frame.table')}
          </Button>
        </div>
      </div>
      {error && <ErrorNote error={error} {...(onRetry && { onRetry })} />}
      {table === undefined && !error && <Loading />}
      {table !== undefined && (
        <div className={isOld ? 'is-old' : undefined} aria-busy={isOld}>
          {isTable ? (
            <TableOf table={table} title={title} />
          ) : (
            // What is in the picture is in the table, too.
            <div role="img" aria-label={t('charts.frame.picture', { title })}>
              {children}
            </div>
          )}
        </div>
      )}
      {caption && <figcaption className="muted small">{caption}</figcaption>}
    </figure>
  );
}

function TableOf({
  table: { head, rows },
  title,
}: {
  readonly table: ChartTable;
  readonly title: string;
}) {
  return (
    <section className="scroll" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...rest], row) => (
            <tr key={`${first} ${row}`}>
              <th scope="row">{first}</th>
              {rest.map((cell, column) => (
                <td key={`${head[column + 1]}`} className="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
