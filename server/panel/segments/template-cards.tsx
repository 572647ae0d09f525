/** The templates as cards, those of one purpose together. */
import {
  Activity,
  AlarmClock,
  BookOpen,
  Cake,
  CreditCard,
  Crown,
  Eye,
  HeartPulse,
  type LucideIcon,
  MapPin,
  MessageSquareText,
  MousePointerClick,
  Plane,
  ShoppingBag,
  ShoppingCart,
  Smartphone,
  UserPlus,
} from 'lucide-react';
import { useId } from 'react';
import { Link } from 'wouter';
import { useText } from '../text/use-text.ts';
import { PURPOSES, type Purpose, TEMPLATES, type TemplateId } from './templates.ts';

const ICONS: Readonly<Record<TemplateId, LucideIcon>> = {
  'real-time-marketing': BookOpen,
  'mobile-active': Smartphone,
  'new-subscribers': UserPlus,
  vip: Crown,
  reactivation: AlarmClock,
  interested: Eye,
  birthday: Cake,
  location: MapPin,
  'cross-sell': ShoppingBag,
  'mail-to-site': MousePointerClick,
  'inactive-vip': Activity,
  'sms-opt-in': MessageSquareText,
  'bank-cross-sell': CreditCard,
  'travel-last-minute': Plane,
  'health-reminder': HeartPulse,
  'abandoned-cart': ShoppingCart,
};

export function TemplateCards() {
  return (
    <div className="stack">
      {PURPOSES.map((purpose) => (
        <Purposed key={purpose} purpose={purpose} />
      ))}
    </div>
  );
}

function Purposed({ purpose }: { readonly purpose: Purpose }) {
  const { t } = useText();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="template-purpose">
        {t(`segments.template.purpose.${purpose}`)}
      </h3>
      <ul className="template-cards">
        {TEMPLATES.filter((template) => template.purpose === purpose).map((template) => (
          <li key={template.id}>
            <TemplateCard id={template.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TemplateCard({ id }: { readonly id: TemplateId }) {
  const { t } = useText();
  const Icon = ICONS[id];
  return (
    <Link className="template-card" href={`/segments/new/${id}`}>
      <Icon aria-hidden="true" />
      <span>
        <strong>{t(`templates.${id}.name`)}</strong>
        <span className="muted small">{t(`templates.${id}.description`)}</span>
      </span>
    </Link>
  );
}
