/** A value as people read it. */
import type { JsonValue } from '../../client.ts';
import { useText } from '../text/use-text.ts';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

export function ValueText({ value }: { readonly value: JsonValue | undefined }) {
  const { t, f } = useText();
  if (value === undefined || value === null) {
    return (
      <span className="muted" aria-label={t('contacts.noValue')}>
        –
      </span>
    );
  }
  if (typeof value === 'boolean') return t(value ? 'rule.value.true' : 'rule.value.false');
  if (typeof value === 'number') return <span className="number">{f.number(value)}</span>;
  if (Array.isArray(value)) {
    return (
      <span className="row value-list">
        {value.map((item) => (
          <span key={String(item)} className="badge">
            {String(item)}
          </span>
        ))}
      </span>
    );
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const day = DAY.exec(text);
  if (day !== null) {
    const [year, month, date] = day.slice(1).map(Number) as [number, number, number];
    return f.day(new Date(year, month - 1, date).getTime());
  }
  if (MOMENT.test(text)) {
    return (
      <time dateTime={text} title={text}>
        {f.moment(text)}
      </time>
    );
  }
  return text;
}
