/** A button: with words, or with an icon that says in `label` what it does. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
  /** In place of words. */
  readonly label?: string;
};

export function Button({ kind = 'plain', icon, label, children, className, ...rest }: Props) {
  const classes = ['button', `button-${kind}`, children ? '' : 'button-icon', className ?? ''];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      {...(label !== undefined && { 'aria-label': label, title: label })}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
