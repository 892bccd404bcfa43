import { useMediaQuery } from '@mantine/hooks';
import { IconClock, IconDownload, IconFileDownload, IconScan, type TablerIcon } from '@tabler/icons-react';
import { type CSSProperties, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './files-on-the-way.module.css';
import type { Counts, FileOnTheWay } from './on-the-way.ts';
import { useOnTheWay } from './use-on-the-way.ts';

const mostFiles = 4;
const mostFilesInShortWindow = 2;

/**
 * What has arrived and has no verdict yet: how many files, and the first of those that take their time. One line is always
 * there, so that nothing moves when work comes and goes; more room is taken only while nobody reads what is below.
 */
export const FilesOnTheWay = memo(function FilesOnTheWay({ holding }: { readonly holding: () => boolean }) {
  const { t } = useTranslation();
  const isShort = useMediaQuery('(max-height: 700px)', undefined, { getInitialValueInEffect: false });
  const { counts, files, rows } = useOnTheWay(isShort ? mostFilesInShortWindow : mostFiles, holding);
  return (
    <section className={classes.section} aria-label={t('activity.onTheWay.title')}>
      <p className={classes.counts}>{counts === null ? t('activity.onTheWay.idle') : <CountsText counts={counts} />}</p>
      {rows === 0 ? null : (
        <ul className={classes.files} style={{ '--rows': rows } as CSSProperties}>
          {files.map((file) => (
            <File key={file.key} file={file} />
          ))}
        </ul>
      )}
    </section>
  );
});

function CountsText({ counts }: { readonly counts: Counts }) {
  const { t } = useTranslation();
  return [
    counts.scanning > 0 ? t('overview.scanningNow', { count: counts.scanning }) : null,
    counts.arriving > 0 ? t('overview.arriving', { count: counts.arriving }) : null,
    counts.queued > 0 ? t('overview.queued', { count: counts.queued }) : null,
    counts.waiting > 0 ? t('overview.waiting', { count: counts.waiting }) : null,
  ]
    .filter((text) => text !== null)
    .join(' · ');
}

const icons: Readonly<Record<FileOnTheWay['state'], TablerIcon>> = {
  scanning: IconScan,
  arriving: IconFileDownload,
  downloading: IconDownload,
  queued: IconClock,
};

function File({ file }: { readonly file: FileOnTheWay }) {
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const Icon = icons[file.state];
  return (
    <li className={classes.file}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.names}>
        <span className={classes.name}>
          <FileName name={lastNameOf(file.path, platform)} />
        </span>
        <span className={classes.folder}>
          <FileName name={directoryOf(file.path, platform)} />
        </span>
      </div>
      <div className={classes.state}>
        {file.progress === null ? <StateText file={file} /> : <Progress file={file} progress={file.progress} />}
      </div>
      <span className={classes.time}>{format.wait(file.seconds * 1_000)}</span>
    </li>
  );
}

function StateText({ file: { state, size } }: { readonly file: FileOnTheWay }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className={classes.stateText}>
      {t(`activity.onTheWay.${state}`)}
      {size === null ? null : (
        <>
          {' · '}
          <bdi>{format.bytes(size)}</bdi>
        </>
      )}
    </span>
  );
}

interface ProgressProps {
  readonly file: FileOnTheWay;
  readonly progress: NonNullable<FileOnTheWay['progress']>;
}

/** How much was read; once that is all, the engine works on it and says nothing, so the bar has no value any more. */
function Progress({ file: { path, size }, progress: { bytesRead, phase } }: ProgressProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  const total = size ?? bytesRead;
  const text =
    phase === 'engine'
      ? t('activity.onTheWay.engine', { total: format.bytes(total) })
      : t('activity.onTheWay.reading', { done: format.bytes(bytesRead), total: format.bytes(total) });
  return (
    <>
      <span className={classes.stateText}>{text}</span>
      <progress
        className={classes.bar}
        aria-label={t('activity.onTheWay.progress', { name: visibleText(lastNameOf(path, platform)) })}
        aria-valuetext={text}
        max={total}
        {...(phase === 'engine' ? {} : { value: bytesRead })}
      />
    </>
  );
}
