/** Somebody else saved the segment since it was opened: whose version shall it be? */
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useText } from '../text/use-text.ts';

export function OvertakenDialog({
  onClose,
  onOverwrite,
  onTheirs,
}: {
  readonly onClose: () => void;
  readonly onOverwrite: () => void;
  readonly onTheirs: () => void;
}) {
  const { t } = useText();
  return (
    <Dialog
      title={t('wizard.overtaken.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onTheirs}>{t('wizard.overtaken.theirs')}</Button>
          <Button kind="danger" onClick={onOverwrite}>
            {t('wizard.overtaken.overwrite')}
          </Button>
        </>
      }
    >
      <p>{t('wizard.overtaken.explain')}</p>
    </Dialog>
  );
}
