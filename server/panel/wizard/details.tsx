/** Name, description, time zone and id of a segment. */
import { MusterError } from '../../client.ts';
import { Choice } from '../parts/choice.tsx';
import { Field } from '../parts/field.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import type { Content } from './wizard-state.ts';

type Named = Partial<Pick<Content, 'name' | 'description' | 'timezone'>>;

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
  (zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }),
);

export function Details({
  content,
  id,
  isNew,
  isStrict,
  error,
  onChange,
  onId,
}: {
  readonly content: Content;
  readonly id: string;
  readonly isNew: boolean;
  /** Whether what is missing is pointed out. */
  readonly isStrict: boolean;
  readonly error: Error | null;
  readonly onChange: (change: Named, place: string) => void;
  readonly onId: (id: string) => void;
}) {
  const { t } = useText();
  const { name, description, timezone } = content;
  const issueAt = (path: string) =>
    error instanceof MusterError
      ? error.errors.find((issue) => issue.path === path)?.message
      : undefined;
  const isPlaced = error instanceof MusterError && error.status === 400 && error.errors.length > 0;
  return (
    <section className="card details" aria-label={t('wizard.details.label')}>
      <Field
        label={t('wizard.details.name')}
        error={isStrict && name.trim() === '' ? t('wizard.details.nameMissing') : issueAt('/name')}
      >
        {(field) => (
          <input
            {...field}
            data-field="name"
            value={name}
            placeholder={t('wizard.details.namePlaceholder')}
            onChange={({ target }) => onChange({ name: target.value }, 'name')}
          />
        )}
      </Field>
      <Field label={t('wizard.details.description')} error={issueAt('/description')}>
        {(field) => (
          <input
            {...field}
            value={description}
            onChange={({ target }) => onChange({ description: target.value }, 'description')}
          />
        )}
      </Field>
      <Field
        label={t('wizard.details.timezone')}
        hint={t('wizard.details.timezoneHint')}
        error={issueAt('/timezone')}
      >
        {(field) => (
          <Choice
            field={field}
            options={ZONES}
            value={timezone}
            onChange={(zone) => onChange({ timezone: zone }, 'timezone')}
          />
        )}
      </Field>
      <Field label={t('wizard.details.id')} hint={t('wizard.details.idHint')}>
        {(field) => (
          <input
            {...field}
            value={id}
            readOnly={!isNew}
            onChange={({ target }) => onId(target.value)}
          />
        )}
      </Field>
      {!isPlaced && <ErrorNote error={error} />}
    </section>
  );
}
