import { useWindowEvent } from '@mantine/hooks';
import { IconScan } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBridge } from '../../state/context.tsx';
import { useShowFailure } from '../../ui/use-request.ts';
import classes from './scans.module.css';

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

/** The whole window takes files and folders; what is dropped is scanned. The scan menu does the same by keyboard. */
export function DropZone() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const showFailure = useShowFailure();
  const [isOver, setOver] = useState(false);
  // Every element on the way says "enter" and "leave"; only their balance tells whether the pointer is still over us.
  const depth = useRef(0);
  const leave = (): void => {
    depth.current = 0;
    setOver(false);
  };
  useWindowEvent('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth.current += 1;
    setOver(true);
  });
  useWindowEvent('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    depth.current -= 1;
    if (depth.current <= 0) leave();
  });
  useWindowEvent('dragover', (event) => {
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
  });
  const scan = async (files: readonly File[]): Promise<void> => {
    const result = await bridge.scanDropped(files);
    if (!result.ok) showFailure(result.error);
  };
  useWindowEvent('drop', (event) => {
    event.preventDefault();
    leave();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) void scan(files);
  });
  if (!isOver) return null;
  return (
    <div className={classes.drop}>
      <div className={classes.dropCard}>
        <IconScan size={40} stroke={1.5} aria-hidden />
        <p className={classes.dropText}>{t('scans.drop')}</p>
        <p className={classes.dropHint}>{t('scans.dropHint')}</p>
      </div>
    </div>
  );
}
